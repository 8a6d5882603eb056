package learned

import (
	"strings"
	"testing"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/validation"
	"mailstorm/cmd/report/layout"
)

func validationText(t *testing.T, v *validation.Result) string {
	t.Helper()
	r := &Report{Findings: &learn.Findings{}, Validation: v}
	var b strings.Builder
	if err := layout.SectionsText(&b, "", []layout.Section{r.validationSection()}, layout.Style{}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// The table says where the records fall, and a sentence what does not fit.
func TestValidationIsSaidInWords(t *testing.T) {
	fits := validation.Row{Statistic: validation.Statistic(learn.WaitMedian), Observed: 3600, Low: 1800, Middle: 3000, High: 7200, Below: 60, Equal: 2, N: 99, P: 0.8}
	mondays := validation.Row{Statistic: validation.DayParts, Observed: 0.6, Low: 0.1, Middle: 0.2, High: 0.3, Below: 99, N: 99, P: 0.01, Part: "on Mondays", PartObserved: 0.7, PartMiddle: 0.15}
	hidden := validation.Row{Statistic: validation.Statistic(learn.AttemptsMean), Missing: "a message trace hides attempts"}
	queue := validation.Row{Statistic: validation.Statistic(learn.QueueMost), Observed: 0.01, Low: 0.02, Middle: 0.05, High: 0.1, N: 99, P: 0.02}
	for _, c := range []struct {
		of   validation.Result
		want []string
	}{
		{validation.Result{Why: "the records tell of no outbound mail"}, []string{"Nobody can tell: the records tell of no outbound mail."}},
		{validation.Result{Runs: 99, Weeks: 3, OneIn: 1, P: 0.4, Rows: []validation.Row{fits, hidden}}, []string{
			"Yes: in 1 figure the records are like the storms (p = 0.4 for all together).",
			"wait until taken, median 1 h 30 min to 2 h 60 of 99, 2 alike 0.8",
			"- Attempts until the end: not compared; a message trace hides attempts.", "- 99 storms of 3 weeks, counted as the records were."}},
		{validation.Result{Runs: 99, Weeks: 1, OneIn: 4, P: 0.01, Rows: []validation.Row{fits, queue, mondays}}, []string{
			"No, not in all: the records are out of the ordinary in 2 of 3 figures (p = 0.01 for all together). On Mondays the model has 15 % of its deferrals, and the records 70 %: " +
				"outages are not independent of the day of the week. Largest queue: the model has 5 %, and the records only 1 % of a week's mail; outages do not fall together as they do in the model",
			"deferrals by day of the week * 60 % 10 % to 30 % 99 of 99 0.01", "with one in 4 of the messages"}},
		{validation.Result{Runs: 99, Weeks: 1, OneIn: 1, P: 0.01, Rows: []validation.Row{{Statistic: validation.Statistic(learn.ExpiredShare), Observed: 0.1, Below: 99, N: 99, P: 0.02}}}, []string{
			"Expired: the model has none in half of the storms, and the records 10 % of recipients; some hosts are gone for good"}},
		{validation.Result{Runs: 99, Weeks: 1, OneIn: 1, P: 0.2, Rows: []validation.Row{fits, queue}}, []string{"Yes, all in all (p = 0.2): 1 of 2 figures is out of the ordinary, which chance may do."}},
	} {
		text := validationText(t, &c.of)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%q is not in\n%s", want, text)
			}
		}
	}
}

// Each figure has words and a key.
func TestEachValidatedFigureHasWords(t *testing.T) {
	for f := range validation.Statistics {
		if w := &validated[f]; w.name == "" || w.more == "" || w.less == "" && f < validation.DayParts || validatedKeys[f] == "" {
			t.Errorf("figure %d: %+v, %q", f, w, validatedKeys[f])
		}
	}
}
