package retry

import (
	"testing"
	"time"
)

func online(s Shaping, check time.Duration) Profile {
	p := plain("steps", s, day, ByTimer)
	p.Check = Range{check, check}
	return p
}

func onPremises(steps ...float64) Profile {
	p := plain("steps", Shaping{Steps: minutes(steps...)}, 2*day, ByTimer)
	p.Memory, p.MessageRetry, p.Notice = QueueTimer, []time.Duration{5 * time.Minute}, 4*time.Hour
	return p
}

func postfix(phase time.Duration) Profile {
	return plain("age", Shaping{Min: 300 * time.Second, Max: 4000 * time.Second, Every: 300 * time.Second, Phase: Phase{At: phase}}, 5*day, AfterAttempt)
}

func sendmail(every float64) Profile {
	p := plain("runs", Shaping{Every: minutes(every)[0]}, 5*day, AfterAttempt)
	p.Notice, p.NoticeAt = 4*time.Hour, NoticeAfterAttempt
	return p
}

var documented = Shaping{
	Steps:  minutes(15, 15, 15, 20, 25, 30, 36, 42, 48, 54, 60),
	Cap:    time.Hour,
	Early:  3,
	Growth: Growths{{0, ratio(1, 1)}, {1000, ratio(11, 10)}, {10000, ratio(5, 4)}},
}

func multiples(step float64) []float64 {
	var counts []float64
	for k := range 25 {
		counts = append(counts, float64(k)*step)
	}
	return counts
}

// Worked tables of each schedule against a host that refuses at once, checked by hand against its source.
var refusedForever = []struct {
	name    string
	profile Profile
	total   int     // attempts until the NDR
	daily   int     // in the first 24 h
	ndr     float64 // minutes
	notice  float64
	first   []float64
}{
	{"exchange-online", online(documented, 3*time.Minute), 29, 29, 1443, 0,
		[]float64{0, 15, 30, 45, 65, 90, 120, 156, 198, 246, 300, 360, 420, 480, 540, 600, 660, 720, 780, 840, 900, 960, 1020, 1080, 1140}},
	{"exchange-online-dane", online(Shaping{Steps: minutes(15, 15, 60), Cap: time.Hour}, 3*time.Minute), 26, 26, 1443, 0,
		[]float64{0, 15, 30, 90, 150, 210, 270, 330, 390, 450, 510, 570, 630, 690, 750, 810, 870, 930, 990, 1050, 1110, 1170, 1230, 1290, 1350}},
	{"exchange-online-fixed15", online(Shaping{Steps: minutes(15)}, 0), 96, 96, 1440, 0, multiples(15)},
	{"exchange-online-observed", online(Shaping{
		First: 3 * time.Minute,
		Steps: minutes(17, 16, 16, 20, 21, 20, 22, 20, 512, 566, 100, 94, 16),
	}, 3*time.Minute), 13, 13, 1443, 0, []float64{3, 20, 36, 52, 72, 93, 113, 135, 155, 667, 1233, 1333, 1427}},
	{"exchange-server-mailbox", onPremises(1, 1, 1, 1, 5, 5, 5, 5, 5, 5, 10), 295, 151, 2880, 240,
		[]float64{0, 1, 2, 3, 4, 9, 14, 19, 24, 29, 34, 44, 54, 64, 74, 84, 94, 104, 114, 124, 134, 144, 154, 164, 174}},
	{"exchange-server-edge", onPremises(1, 1, 1, 1, 10, 10, 10, 10, 10, 10, 30), 104, 56, 2880, 240,
		[]float64{0, 1, 2, 3, 4, 14, 24, 34, 44, 54, 64, 94, 124, 154, 184, 214, 244, 274, 304, 334, 364, 394, 424, 454, 484}},
	{"rfc5321", plain("steps", Shaping{Steps: minutes(30, 30, 120)}, 5*day, ByTimer), 62, 14, 7200, 0,
		[]float64{0, 30, 60, 180, 300, 420, 540, 660, 780, 900, 1020, 1140, 1260, 1380, 1500}},
	{"postfix", postfix(0), 108, 25, 7220, 0,
		[]float64{0, 5, 10, 20, 40, 80, 150, 220, 290, 360, 430, 500, 570, 640, 710, 780, 850, 920, 990, 1060, 1130, 1200, 1270, 1340, 1410}},
	{"postfix, phase 150 s", postfix(150 * time.Second), 107, 24, 7217.5, 0,
		[]float64{0, 7.5, 17.5, 37.5, 77.5, 147.5, 217.5, 287.5, 357.5, 427.5, 497.5, 567.5, 637.5, 707.5, 777.5, 847.5, 917.5, 987.5,
			1057.5, 1127.5, 1197.5, 1267.5, 1337.5, 1407.5, 1477.5}},
	{"mailcow", plain("age", Shaping{
		Min: 300 * time.Second, Max: 1800 * time.Second, Every: 300 * time.Second,
	}, 5*day, AfterAttempt), 244, 51, 7210, 0,
		[]float64{0, 5, 10, 20, 40, 70, 100, 130, 160, 190, 220, 250, 280, 310, 340, 370, 400, 430, 460, 490, 520, 550, 580, 610, 640}},
	{"sendmail -q10m", sendmail(10), 721, 144, 7200, 240, multiples(10)},
	{"sendmail -q30m", sendmail(30), 241, 48, 7200, 240, multiples(30)},
	{"sendmail -q60m", sendmail(60), 121, 24, 7200, 240, multiples(60)},
	{"qmail remote", plain("root", Shaping{Skip: 20}, 7*day, LastAttempt), 40, 15, 10140, 0, parabola(20)},
	{"qmail local", plain("root", Shaping{Skip: 10}, 7*day, LastAttempt), 79, 30, 10140, 0, parabola(10)},
}

func parabola(skip int) []float64 {
	var counts []float64
	for k := range 25 {
		counts = append(counts, float64(k*k*skip*skip)/60)
	}
	return counts
}

func TestSieges(t *testing.T) {
	for _, row := range refusedForever {
		t.Run(row.name, func(t *testing.T) {
			s := refuseAll(t, row.profile)
			t.Logf("%d attempts in 24 h, %d in all, NDR at %v, delay notice at %v", s.before(day), len(s.attempts), s.ndr, s.notice)
			if len(s.attempts) != row.total || s.before(day) != row.daily {
				t.Errorf("%d attempts, %d in 24 h; want %d and %d", len(s.attempts), s.before(day), row.total, row.daily)
			}
			if ndr := minutes(row.ndr)[0]; s.ndr != ndr {
				t.Errorf("NDR at %v, want %v", s.ndr, ndr)
			}
			if notice := minutes(row.notice)[0]; s.notice != notice {
				t.Errorf("delay notice at %v, want %v", s.notice, notice)
			}
			for i, want := range minutes(row.first...) {
				if i < len(s.attempts) && s.attempts[i].Round(time.Second) != want.Round(time.Second) {
					t.Errorf("attempt %d at %v, want %v", i+1, s.attempts[i], want)
				}
			}
		})
	}
}

func TestAttemptsInHalfADay(t *testing.T) {
	for i, want := range []int{79, 32} {
		if got := refuseAll(t, refusedForever[4+i].profile).before(day / 2); got != want {
			t.Errorf("%s: %d attempts in 12 h, want %d", refusedForever[4+i].name, got, want)
		}
	}
}
