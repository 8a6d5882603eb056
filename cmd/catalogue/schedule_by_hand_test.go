package catalogue

import (
	"testing"
	"time"

	"mailstorm/scenarios/profile"
)

// What each sender does with a message that is refused for ever, from its source by hand: the first twelve attempts or all of them, how many
// there are, the delay notice and the NDR, in minutes; 0 is none.
var attemptsByHand = map[string]struct {
	first       []float64
	total       int
	notice, ndr float64
}{
	"postfix": {[]float64{0, 5, 10, 20, 40, 80, 150, 220, 290, 360, 430, 500}, 108, 0, 7220},
	// As Postfix, with 30 min at most, which are six scans.
	"mailcow":  {[]float64{0, 5, 10, 20, 40, 70, 100, 130, 160, 190, 220, 250}, 244, 250, 7210},
	"sendmail": {[]float64{0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110}, 721, 240, 7200},
	"qmail":    {[]float64{0, 6.6667, 26.6667, 60, 106.6667, 166.6667, 240, 326.6667, 426.6667, 540, 666.6667, 806.6667}, 40, 0, 10140},
	"rfc5321":  {[]float64{0, 30, 60, 180, 300, 420, 540, 660, 780, 900, 1020, 1140}, 62, 0, 7200},
	// 15 min until 120, from 150 on 60, 90, 135, 202.5 and 303.75 min, then 6 h, each at the next run of 30 min; the run at 5760 is the last.
	"exim":        {[]float64{0, 30, 60, 90, 120, 150, 210, 300, 450, 660, 990, 1350, 1710, 2070, 2430, 2790, 3150, 3510, 3870, 4230}, 25, 1710, 5760},
	"spamexperts": {[]float64{0, 30, 60, 90, 120, 150, 210, 300, 450, 660, 990, 1350}, 25, 1710, 5760},
	// At 180 min the wait before was 15 min, so it is 60; then 90, 135, 202.5 and 303.75, and from 960 on 480, each at the next full hour; 5460 is
	// the last of these, and the run at 5760 is the last.
	"exim-cpanel": {[]float64{0, 60, 120, 180, 240, 360, 540, 780, 1140, 1620, 2100, 2580}, 19, 1620, 5760},
	// 400 k^2 s; k = 29 is at 5606.67, k = 30 would be at 6000. The notice comes at the failure whose next attempt is not before 4 h, which is k = 5.
	"opensmtpd": {[]float64{0, 6.6667, 26.6667, 60, 106.6667, 166.6667, 240, 326.6667, 426.6667, 540, 666.6667, 806.6667}, 30, 166.6667, 5760},
	// 2^k - 1 min up to 2047, then a day each; 9247 + 1440 is the first past 10080.
	"nullmailer": {[]float64{0, 1, 3, 7, 15, 31, 63, 127, 255, 511, 1023, 2047}, 18, 0, 10687},
	// 20 (2^k - 1) min; 5100 + 5120 would be past 10080.
	"kumomta": {[]float64{0, 20, 60, 140, 300, 620, 1260, 2540, 5100}, 9, 0, 5100},
	// The same, with the attempt past 10080 as the last one.
	"momentum":  {[]float64{0, 20, 60, 140, 300, 620, 1260, 2540, 5100, 10220}, 10, 0, 10220},
	"sparkpost": {[]float64{0, 20, 60, 140, 300, 620, 1260, 2540}, 8, 0, 4320},
	// 64 (2^k - 1) s.
	"haraka":   {[]float64{0, 1.0667, 3.2, 7.4667, 16, 33.0667, 67.2, 135.4667, 272, 545.0667, 1091.2, 2183.4667, 4368}, 13, 0, 4368},
	"stalwart": {[]float64{0, 2, 7, 17, 32, 62, 122, 242, 1682}, 9, 1440, 4320},
	// 7.5 (2^k - 1) min; the fifth attempt brings the notice.
	"mox": {[]float64{0, 7.5, 22.5, 52.5, 112.5, 232.5, 472.5, 952.5}, 8, 112.5, 952.5},
	// 16 + 20 k min; the one at 1216 is the first past 1200, and is not made.
	"chasquid": {[]float64{0, 1, 6, 16, 36, 56, 76, 96, 116, 136, 156, 176}, 63, 0, 1216},
	"maddy": {[]float64{0, 15, 30, 45, 60, 90, 135, 180, 240, 315, 420, 555, 720, 930, 1200, 1530, 1950, 2475, 3135, 3960}, 20, 0,
		3960},
	// 5 (1.3^k - 1) / 0.3 min; in place of the nineteenth.
	"postal":  {[]float64{0, 5, 11.5, 19.95, 30.935, 45.2155, 63.7802, 87.9142, 119.2885, 160.0750, 213.0975, 282.0268}, 18, 0, 1857.592},
	"zonemta": {[]float64{0, 5, 12, 20, 45, 120, 240, 480, 720, 960, 1200, 1440, 1680, 1920, 2160, 2400, 2640, 2880}, 18, 0, 2880},
	// 5 s, 105 s, then 105 + 500 k s, k up to 22.
	"james":       {[]float64{0, 0.0833, 1.75, 10.0833, 18.4167, 26.75, 35.0833, 43.4167, 51.75, 60.0833, 68.4167, 76.75}, 25, 0, 185.0833},
	"hmailserver": {[]float64{0, 60, 120, 180, 240}, 5, 0, 240},
	// 105 + 240 k min; 2745 is the last before 2880.
	"iis-smtp":   {[]float64{0, 15, 45, 105, 345, 585, 825, 1065, 1305, 1545, 1785, 2025}, 15, 720, 2880},
	"mailenable": {[]float64{0, 15, 45, 105, 345, 585, 825, 1065, 1305, 1545, 1785, 2025}, 15, 15, 2880},
	// 2^k - 1 min up to 63, then hourly: 63 + 70 x 60 is the last before 4320.
	"cisco-esa": {[]float64{0, 1, 3, 7, 15, 31, 63, 123, 183, 243, 303, 363}, 77, 0, 4320},
	"mimecast":  {[]float64{0, 1, 6, 15, 30, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600, 840, 1080, 1320, 1560, 1800, 2040, 2520, 3000, 3480, 3960}, 28, 60, 5760},
	"mailgun":   {[]float64{0, 10, 25, 55, 115, 235, 475}, 7, 0, 480},
	// The k-th wait is (k - 1)^4 + 15 s; 25 of them are 1,763,395 s.
	"sidekiq": {[]float64{0, 0.25, 0.5167, 1.0333, 2.6333, 7.15, 17.8167, 39.6667, 79.9333, 148.45, 258.05, 424.9667}, 26, 0, 29389.9167},
	// 200 + 120 k min; 1400 is the last before 1440.
	"mailerq": {[]float64{0, 10, 20, 50, 80, 140, 200, 320, 440, 560, 680, 800}, 17, 0, 1440},
}

func TestFirstAttemptsByHand(t *testing.T) {
	found := 0
	for _, e := range profile.Library() {
		want, ok := attemptsByHand[e.Name]
		if !ok {
			continue
		}
		found++
		s, err := ScheduleOf(e)
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			continue
		}
		for i, at := range want.first {
			if i >= len(s.Attempts) || !isAtMinute(s.Attempts[i], at) {
				t.Errorf("%s: attempt %d is not at %v min: %v", e.Name, i+1, at, s.Attempts)
				break
			}
		}
		if len(s.Attempts) != want.total || !isAtMinute(s.Notice, want.notice) || !isAtMinute(s.NDR, want.ndr) {
			t.Errorf("%s: %d attempts, delay notice %v, NDR %v; want %d, %v min, %v min", e.Name, len(s.Attempts), s.Notice, s.NDR, want.total, want.notice, want.ndr)
		}
	}
	if found != len(attemptsByHand) {
		t.Errorf("%d of %d profiles were found", found, len(attemptsByHand))
	}
}

// isAtMinute compares a moment with one that was reckoned in minutes, to a second.
func isAtMinute(at time.Duration, minute float64) bool {
	return (at - time.Duration(minute*float64(time.Minute))).Abs() < time.Second
}

// Every profile whose maker is not Microsoft has its attempts here; those of Exchange are in sim/retry.
func TestAllSendersAreReckoned(t *testing.T) {
	for _, e := range profile.Library() {
		if _, ok := attemptsByHand[e.Name]; !ok && e.Family != "exchange-online" && e.Family != "exchange-server" && e.Family != "application" {
			t.Errorf("%s: no attempts by hand", e.Name)
		}
	}
}
