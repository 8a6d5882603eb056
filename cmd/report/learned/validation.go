package learned

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/validation"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/layout"
)

// figureWords are what a figure is called, how its values are written, and what it may mean when records have more or less of it than storms.
type figureWords struct {
	name, of   string // of: behind a number of percent
	time       bool   // seconds
	more, less string
}

var validated = [validation.Statistics]figureWords{
	validation.Statistic(learn.DeferredShare): {"deferred", "of recipients", false,
		"hosts defer mail for other reasons than outages, such as greylists and limits, or fail more often than was learned",
		"hosts fail less often, or at times with less mail, than was learned"},
	validation.Statistic(learn.LongShare): {"deferred for more than 1 h", "of recipients", false,
		"outages are longer or more frequent than was learned", "outages are shorter or rarer than was learned"},
	validation.Statistic(learn.DaysShare): {"days with deferrals", "of days", false,
		"deferrals are more evenly spread than the outages of the model", "outages come in clusters"},
	validation.Statistic(learn.AttemptsMean): {"attempts until the end", "for each deferred recipient", false,
		"the host tries more often than the profile, or outages are longer", "the host tries more rarely than the profile, or outages are shorter"},
	validation.Statistic(learn.WaitMedian): {"wait until taken, median", "", true,
		"outages are longer than was learned, or the host tries more rarely", "mail waits for other reasons than outages, such as greylists, or outages are shorter than was learned"},
	validation.Statistic(learn.WaitMost): {"wait until taken, 90 %", "", true,
		"long outages are longer than was learned", "long outages are shorter than was learned, or that mail was given up"},
	validation.Statistic(learn.QueueHours): {"hours with a queue", "of hours", false,
		"more hours have an outage than was learned", "outages fall together, or in hours without mail"},
	validation.Statistic(learn.QueueMost): {"largest queue", "of a week's mail", false,
		"outages fall together, or into busy hours", "outages do not fall together as they do in the model, or spare busy hours"},
	validation.Statistic(learn.ExpiredShare): {"expired", "of recipients", false,
		"some hosts are gone for good, or long outages are longer than was learned", "long outages are shorter than was learned"},
	validation.Statistic(learn.NDRMedian): {"time to NDR, median", "", true, "the message expiration is longer than was learned", "the message expiration is shorter than was learned"},
	validation.DayParts:                   {"deferrals by day of the week", "fall on other days", false, "outages are not independent of the day of the week", ""},
	validation.TimeParts:                  {"deferrals by time of day", "fall on other hours", false, "outages are not independent of the hour", ""},
}

func (w *figureWords) value(figure validation.Statistic, x float64) string {
	switch {
	case w.time:
		return english.Span(seconds(x))
	case figure == validation.Statistic(learn.AttemptsMean):
		return digits(x)
	}
	return digits(100*x) + " %"
}

// validationSection is the table of figures, with the answer first.
func (r *Report) validationSection() layout.Section {
	s := layout.Section{Title: "Does the model explain these records?"}
	v := r.Validation
	if v.Why != "" {
		s.Paragraphs = []string{"Nobody can tell: " + v.Why + "."}
		return s
	}
	s.Paragraphs = []string{strings.Join(r.validationSentences(), " ")}
	s.Table = &layout.Table{Head: []string{"figure", "records", "95 % of storms", "storms below", "p"}, TextColumns: 1}
	for i := range v.Rows {
		row, w := &v.Rows[i], &validated[v.Rows[i].Statistic]
		if row.Missing != "" {
			s.Notes = append(s.Notes, english.Capitalised(w.name)+": not compared; "+row.Missing+".")
			continue
		}
		name := w.name
		if !row.Fits() {
			name += " *"
		}
		s.Table.Add(name, w.value(row.Statistic, row.Observed), w.value(row.Statistic, row.Low)+" to "+w.value(row.Statistic, row.High), rankText(row), fmt.Sprintf("%.2g", row.P))
	}
	s.Notes = append(s.Notes, r.validationMethod())
	return s
}

// rankText is how many storms have less, and how many have as much.
func rankText(row *validation.Row) string {
	s := fmt.Sprintf("%d of %d", row.Below, row.N)
	if row.Equal > 0 {
		s += fmt.Sprintf(", %d alike", row.Equal)
	}
	return s
}

func (r *Report) validationMethod() string {
	v := r.Validation
	s := fmt.Sprintf("%s of %s, counted as the records were", english.Counted(int64(v.Runs), "storm", "storms"), english.Counted(int64(v.Weeks), "week", "weeks"))
	if v.OneIn > 1 {
		s += fmt.Sprintf(", with one in %d of the messages", v.OneIn)
	}
	if o := &r.Outages; o.Refused != "" || o.Observed != nil && len(o.Observed.Spells) == 0 {
		s += "; its outages are assumed, since the records tell of none"
	}
	return s + ". The model was learned from the same records, so p is rather too large than too small."
}

// validationSentences say whether the model explains the records, and what it does not.
func (r *Report) validationSentences() (all []string) {
	v := r.Validation
	off, compared := r.figuresOff()
	slices.SortStableFunc(off, func(a, b *validation.Row) int { return cmp.Compare(a.P, b.P) })
	switch {
	case len(off) == 0:
		all = append(all, fmt.Sprintf("Yes: in %s the records are like the storms (p = %.2g for all together).", english.Counted(int64(compared), "figure", "figures"), v.P))
	case v.Fits():
		all = append(all, fmt.Sprintf("Yes, all in all (p = %.2g): %d of %d figures %s out of the ordinary, which chance may do.", v.P, len(off), compared, isAre(len(off))))
	default:
		all = append(all, fmt.Sprintf("No, not in all: the records are out of the ordinary in %d of %d figures (p = %.2g for all together).", len(off), compared, v.P))
	}
	for _, row := range off[:min(3, len(off))] {
		all = append(all, misfit(row))
	}
	return all
}

// ValidationTitle is the answer in a line.
func (r *Report) ValidationTitle() string {
	off, compared := r.figuresOff()
	switch {
	case len(off) == 0:
		return fmt.Sprintf("The model explains these records: in %s they are like its storms", english.Counted(int64(compared), "figure", "figures"))
	case r.Validation.Fits():
		return fmt.Sprintf("The model explains these records, all in all: %d of %d figures %s out of the ordinary", len(off), compared, isAre(len(off)))
	}
	return fmt.Sprintf("The model does not explain these records: %d of %d figures are out of the ordinary", len(off), compared)
}

// ValidationSubtitle says what the records are compared with.
func (r *Report) ValidationSubtitle() string {
	v := r.Validation
	return fmt.Sprintf("%s of %s each; p = %.2g for all figures together", english.Counted(int64(v.Runs), "simulated storm", "simulated storms"),
		english.Counted(int64(v.Weeks), "week", "weeks"), v.P)
}

// FigureWords are the name of a figure, its value in the records, and what holds 95 % of the storms.
func FigureWords(row *validation.Row) (name, observed, most string) {
	w := &validated[row.Statistic]
	return w.name, w.value(row.Statistic, row.Observed), w.value(row.Statistic, row.Low) + " to " + w.value(row.Statistic, row.High)
}

// figuresOff are the figures that do not fit, and how many were compared.
func (r *Report) figuresOff() (off []*validation.Row, compared int) {
	for i := range r.Validation.Rows {
		row := &r.Validation.Rows[i]
		if row.Missing == "" {
			compared++
		}
		if !row.Fits() {
			off = append(off, row)
		}
	}
	return off, compared
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// misfit is one sentence about a figure.
func misfit(row *validation.Row) string {
	w := &validated[row.Statistic]
	if row.Part != "" {
		return fmt.Sprintf("%s the model has %s %% of its deferrals, and the records %s %%: %s.", english.Capitalised(row.Part), digits(100*row.PartMiddle), digits(100*row.PartObserved), w.more)
	}
	meaning, model, records := w.less, w.value(row.Statistic, row.Middle), "only "+w.value(row.Statistic, row.Observed)
	if row.Observed > row.Middle {
		meaning, model, records = w.more, "only "+model, w.value(row.Statistic, row.Observed)
	}
	if row.Middle == 0 {
		model = "none in half of the storms"
	}
	if row.Observed == 0 {
		records = "none"
	} else if w.of != "" {
		records += " " + w.of
	}
	return english.Capitalised(fmt.Sprintf("%s: the model has %s, and the records %s; %s.", w.name, model, records, meaning))
}

// The keys of JSON.
var validatedKeys = [validation.Statistics]string{"deferred", "deferred_1h", "days", "attempts", "wait_p50_s", "wait_p90_s", "queue_hours", "queue_most", "expired", "ndr_p50_s", "weekdays", "hours"}

type (
	validationDocument struct {
		Why      string            `json:"not_simulated,omitempty"`
		Storms   int               `json:"storms"`
		Weeks    int               `json:"weeks"`
		OneIn    int               `json:"one_message_in"`
		Explains *bool             `json:"explains"`
		P        *float64          `json:"p"`
		Sentence string            `json:"sentence"`
		Figures  []validatedFigure `json:"figures"`
	}
	validatedFigure struct {
		Figure   string   `json:"figure"`
		Missing  string   `json:"not_compared,omitempty"`
		Observed *float64 `json:"records"`
		Low      *float64 `json:"p2_5"`
		Middle   *float64 `json:"p50"`
		High     *float64 `json:"p97_5"`
		Below    int      `json:"below"`
		Equal    int      `json:"equal"`
		N        int      `json:"n"`
		P        *float64 `json:"p"`
	}
)

func (r *Report) jsonValidation() *validationDocument {
	v := r.Validation
	if v == nil {
		return nil
	}
	d := &validationDocument{Why: v.Why, Storms: v.Runs, Weeks: v.Weeks, OneIn: v.OneIn, Figures: []validatedFigure{}}
	if v.Why != "" {
		d.Storms = 0
		return d
	}
	fits := v.Fits()
	d.Explains, d.P, d.Sentence = &fits, &v.P, strings.Join(r.validationSentences(), " ")
	for i := range v.Rows {
		row := &v.Rows[i]
		f := validatedFigure{Figure: validatedKeys[row.Statistic], Missing: row.Missing}
		if row.Missing == "" {
			f.Observed, f.Low, f.Middle, f.High, f.P, f.Below, f.Equal, f.N = &row.Observed, &row.Low, &row.Middle, &row.High, &row.P, row.Below, row.Equal, row.N
		}
		d.Figures = append(d.Figures, f)
	}
	return d
}
