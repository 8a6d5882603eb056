package learned

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"mailstorm/cmd/learn"
	"mailstorm/cmd/report/encode"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/sim/experiment/survival"
)

// WriteModel writes the scenario and its files into a folder.
func (r *Report) WriteModel(to *folder.Folder) error {
	text := func(s string) func(io.Writer) error {
		return func(w io.Writer) error { _, err := io.WriteString(w, s); return err }
	}
	if err := to.Write(ScenarioFile, text(r.Scenario())); err != nil {
		return err
	}
	if r.Outages.Refused == "" {
		if err := to.Write(OutagesFile, r.writeOutages); err != nil {
			return err
		}
	}
	switch {
	case r.Schedule.Own != nil:
		return to.Write(ProfileFile, text(r.ownProfile()))
	case r.profile() == ProfileFile:
		return to.Write(ProfileFile, text(r.ProfileText))
	}
	return nil
}

// WriteFindings writes all that was found; page writes the HTML report.
func (r *Report) WriteFindings(to *folder.Folder, page func(io.Writer) error) error {
	if err := to.Write(folder.PageFile, page); err != nil {
		return err
	}
	return to.Write(FindingsFile, func(w io.Writer) error { return JSON(w, r) })
}

var outageColumns = []string{"destination", "began_after", "began_before", "ended_after", "ended_before", "least_min", "most_min", "attempts"}

// writeOutages writes a line an outage. Moments are rounded to five minutes; what is empty stands in no record.
func (r *Report) writeOutages(w io.Writer) error {
	rows := [][]string{outageColumns}
	for _, s := range r.Outages.Observed.Spells {
		least, most := bounds(s)
		rows = append(rows, []string{r.GroupOf(r.Outages.Places[s.Destination].Name), moment(s.BeganFrom), moment(s.BeganTo), moment(s.EndedFrom), moment(s.EndedTo),
			minutes(least), minutes(most), strconv.Itoa(s.Attempts)})
	}
	return encode.NewCSV(w).WriteAll(rows)
}

func moment(at int64) string {
	if at == survival.Unbegun || at == survival.Unended {
		return ""
	}
	return time.Unix(at, 0).UTC().Round(5 * time.Minute).Format("2006-01-02T15:04Z")
}

func minutes(s int64) string {
	if s >= survival.Unended {
		return ""
	}
	return strconv.FormatInt((s+150)/300*5, 10)
}

// ownProfile is the schedule in numbers, as a profile.
func (r *Report) ownProfile() string {
	n := r.Schedule.Own
	var b strings.Builder
	source := fmt.Sprintf("learned from %s of records", english.Counted(int64(r.Schedule.Waits), "wait", "waits"))
	if r.Hides {
		source += "; a message trace hides attempts"
	}
	fmt.Fprintf(&b, "title = \"Learned from records\"\nwhy   = \"No profile of the library fits the waits: the nearest is %s, distance %s %%, p = %.2g. What records do not tell is as in %s.\"\nbase  = %q\n",
		shownProfile(r.Schedule.Candidates[0].Profile), digits(100*r.Schedule.Candidates[0].Distance), r.Schedule.Candidates[0].P, learn.BaseProfile, learn.BaseProfile)
	if r.Hides {
		b.WriteString("lower_bound = true\n")
	}
	var steps []string
	for _, d := range n.Steps {
		steps = append(steps, strconv.Quote(lengthOf(d)))
	}
	figure := func(name, is string) {
		fmt.Fprintf(&b, "\n[figure.%s]\nis     = %s\nmark   = \"observed\"\nsource = %q\n", name, is, source)
	}
	figure("schedule", `"steps"`)
	figure("steps", "["+strings.Join(steps, ", ")+"]")
	figure("cap", strconv.Quote(lengthOf(n.Cap)))
	figure("jitter", fmt.Sprintf("\"%d%%\"", n.Jitter))
	return b.String()
}
