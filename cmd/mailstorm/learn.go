package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"mailstorm/cmd/illustrated"
	"mailstorm/cmd/learn"
	"mailstorm/cmd/learn/pseudonym"
	"mailstorm/cmd/learn/source"
	"mailstorm/cmd/progress"
	"mailstorm/cmd/report/english"
	"mailstorm/cmd/report/folder"
	"mailstorm/cmd/report/learned"
	"mailstorm/cmd/simulation"
	"mailstorm/plots"
	"mailstorm/scenarios/profile"
	"mailstorm/scenarios/quantity"
	"mailstorm/scenarios/records"
	"mailstorm/scenarios/zone"
)

type learnOptions struct {
	streams
	outputFlags
	key, memory     string
	profile         string
	zoneGiven       bool
	keepNames, plan bool
	calls, year     int
	runs            int
	own             []string
	zone            string
	dates           enumFlag
	format          enumFlag
	color           enumFlag
	quiet           bool
}

func newLearnCommand(s streams) *cobra.Command {
	o := &learnOptions{streams: s, dates: oneOf("auto", "dmy", "mdy"), format: oneOf("text", "json"), color: oneOf("auto", "always", "never")}
	cmd := &cobra.Command{
		Use:   "learn FILE|DIR...",
		Short: "Learn traffic, outages and retry schedules from records",
		Long: "Learn reads records of real mail servers in any mixture: message traces of Exchange Online, tracking logs and send logs of Exchange Server, logs of " +
			"Postfix, Exim and sendmail, and DSNs. It tells them apart by their contents. It finds who writes when and how much, how often hosts cannot be " +
			"reached and for how long, which profile retries like this, and what hosts answer. Each figure has its 95 % interval and the number that it rests on.\n\n" +
			"With --out, learn writes a scenario: mailstorm sweep DIR then says which message expiration is best for this mail. Beside it are report.html, a page " +
			"with pictures to pass on, and a list of the outages.\n\n" +
			"Names stay private: domains and connectors get other names, addresses and subjects are dropped. The key of the names is random and forgotten, unless " +
			"--key names a file for it.\n\n" +
			"A list of messages (Get-MessageTraceV2) tells nothing of outages. With --plan, learn lists the messages of which details are worth fetching: " +
			"all that failed or are pending, and a random share of the delivered.",
		Example: "  mailstorm learn maillog* --out learned\n" +
			"  mailstorm learn trace.csv ndrs/ --zone Europe/Berlin --own contoso.com\n" +
			"  mailstorm learn trace.csv --plan --calls 500 >plan.csv\n" +
			"  mailstorm sweep learned",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("learn needs records: message traces, tracking logs, mail logs or DSNs, or a folder with them")
			}
			return nil
		},
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteOutput(cmd)
			o.zoneGiven = cmd.Flags().Changed("zone")
			ctx, stop := withInterrupt(cmd)
			defer stop()
			return runLearn(ctx, o, args)
		},
	}
	flags := cmd.Flags()
	o.outputFlags.addOutputFlags(cmd, "write the scenario, its files and report.html to folder `DIR`", "also write the pictures of report.html", "with --out: replace any contents of DIR")
	flags.IntVarP(&o.runs, "runs", "n", 199, "with --out: simulate what was learned `N` times to see whether it explains the records; 0: do not")
	flags.StringSliceVar(&o.own, "own", nil, "`DOMAINS` of your organisation; found from the mail otherwise")
	flags.StringVar(&o.profile, "profile", "", "compare waits with the profile in `FILE`, too: what your server is configured to do")
	flags.StringVar(&o.zone, "zone", "UTC", "time `ZONE` of the hours of the week, and of times in records that name none, which need it")
	addEnumFlag(cmd, &o.dates, "dates", "`ORDER` of day and month in 1/2/2026")
	flags.IntVar(&o.year, "year", 0, "`YEAR` of the last line of logs whose times have none")
	flags.BoolVar(&o.plan, "plan", false, "list the messages of which details are worth fetching, as CSV")
	flags.IntVar(&o.calls, "calls", 1000, "with --plan: list at most `N` messages")
	flags.BoolVar(&o.keepNames, "keep-names", false, "write domains and connectors as they are")
	flags.StringVar(&o.key, "key", "", "take the key of other names from `FILE`, which is made if need be")
	flags.StringVar(&o.memory, "memory", "32MB", "memory `SIZE` for messages of which more may follow")
	addEnumFlag(cmd, &o.format, "format", "output `FORMAT`")
	addEnumFlag(cmd, &o.color, "color", "color `WHEN`")
	flags.BoolVarP(&o.quiet, "quiet", "q", false, "hide progress and warnings")
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("key", completeFiles))
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("profile", completeFiles))
	cobra.CheckErr(cmd.RegisterFlagCompletionFunc("zone", cobra.FixedCompletions(zone.Names(), cobra.ShellCompDirectiveNoFileComp)))
	flags.SortFlags = false
	return cmd
}

func runLearn(ctx context.Context, o *learnOptions, args []string) error {
	read, options, err := o.check()
	if err != nil {
		return err
	}
	names, key, err := o.names()
	if err != nil {
		return err
	}
	line := o.newProgress()
	files, err := source.Open(args, read, line.Read)
	if err != nil {
		return err
	}
	if o.dir != "" {
		if err := vacantForLearned(o.dir, o.force); err != nil {
			return err
		}
		if err := folder.KeepsFiles(o.dir, files.FileNames()); err != nil {
			return err
		}
	}
	debug.SetGCPercent(50)  // most of the memory is open messages
	const others = 40 << 20 // bytes, of attempts and counts
	before := debug.SetMemoryLimit(options.memory + options.memory/4 + others)
	options.Hosts, options.Others, options.Log = files.Servers()
	learner := learn.New(options.Options)
	err = files.Learn(ctx, learner, options.memory)
	debug.SetMemoryLimit(before)
	if !errors.Is(err, simulation.ErrInterrupted) {
		line.Erase()
	}
	if err != nil {
		return atRunTime(err)
	}
	if o.plan {
		return o.showPlan(learner.Plan())
	}
	report := files.Report(learner, names)
	if report.Messages == 0 && o.dir != "" {
		return nothingToWrite(report)
	}
	report.ProfileText = options.profileText
	if err := o.keepKey(key); err != nil {
		return err
	}
	return o.show(ctx, report, key)
}

// nothingToWrite is why a scenario cannot be written: all of it would be invented.
func nothingToWrite(r *learned.Report) error {
	if len(r.Mistakes) == 0 {
		return errors.New("the records tell of no message, so nothing is written")
	}
	return fmt.Errorf("the records tell of no message, so nothing is written; %s cannot be used, as %s: %s", english.Counted(int64(r.Unusable), "row", "rows"), r.Mistakes[0].Named, r.Mistakes[0].What)
}

// learning is how to learn, with the memory for open messages and the profile that the user has.
type learning struct {
	learn.Options
	memory      int64
	profileText string // of the file that --profile names
}

// check reads the flags.
func (o *learnOptions) check() (read records.Options, l learning, err error) {
	if err := o.checkOutput(); err != nil {
		return read, l, err
	}
	switch {
	case o.plan && o.dirGiven:
		return read, l, errors.New("--plan writes a list to standard output, and --out a folder; choose one")
	case o.plan && o.calls < 1:
		return read, l, fmt.Errorf("--calls %d: it takes a number from 1 on", o.calls)
	case o.runs != 0 && o.runs < 39:
		return read, l, fmt.Errorf("--runs %d: it takes 39 or more, since fewer storms cannot show that records do not fit; or 0 for none", o.runs)
	case o.keepNames && o.key != "":
		return read, l, errors.New("--keep-names needs no --key; choose one")
	case o.year != 0 && (o.year < 1990 || o.year > 2199):
		return read, l, fmt.Errorf("--year %d: it takes a year from 1990 to 2199", o.year)
	}
	if l.memory, err = quantity.ParseSize(o.memory); err != nil {
		return read, l, fmt.Errorf("--memory %s: %w", o.memory, err)
	}
	if l.Zone, err = zone.Load(o.zone); err != nil {
		return read, l, fmt.Errorf("--zone %s: %w", o.zone, err)
	}
	if l.Own = o.own; o.plan {
		l.Plan = o.calls
	}
	if o.profile != "" {
		if l.Profile, l.profileText, err = profile.ReadFile(o.profile); err != nil {
			return read, l, fmt.Errorf("--profile: %w", err)
		}
		l.Profile.Name = learned.ProfileFile
	}
	if o.zoneGiven {
		read.Zone = l.Zone
	}
	read.Dates, read.Year = map[string]records.Order{"auto": records.FromRows, "dmy": records.DayFirst, "mdy": records.MonthFirst}[o.dates.value], o.year
	return read, l, nil
}

// names are those that replace the records' own, and the key that is to be kept, if it is new.
func (o *learnOptions) names() (names *pseudonym.Names, made []byte, err error) {
	if o.keepNames {
		return pseudonym.Kept(), nil, nil
	}
	if o.key == "" {
		return pseudonym.New(nil), nil, nil
	}
	const least = 16 // bytes
	key, err := os.ReadFile(o.key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		made = []byte(rand.Text() + "\n")
		return pseudonym.New(made), made, nil
	case err != nil:
		return nil, nil, fmt.Errorf("--key: %w", err)
	case len(key) < least:
		return nil, nil, fmt.Errorf("--key %s: a key has at least %d bytes, and this file has %d; name a file that does not exist, and it is made", o.key, least, len(key))
	}
	return pseudonym.New(key), nil, nil
}

// keepKey writes a new key. It comes before the results, since names without their key are the same never again.
func (o *learnOptions) keepKey(made []byte) error {
	if made == nil {
		return nil
	}
	f, err := os.OpenFile(o.key, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return failure("writing the key", err)
	}
	if _, err = f.Write(made); err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return failure("writing the key", errors.Join(err, os.Remove(o.key)))
	}
	return nil
}

// dropKey takes a new key away of whose names nothing was written.
func (o *learnOptions) dropKey(made []byte) error {
	if made == nil {
		return nil
	}
	return os.Remove(o.key)
}

// showPlan writes the plan, and beside it how much of the list it holds.
func (o *learnOptions) showPlan(p *learn.Plan) error {
	if err := learned.WritePlan(o.out, p); err != nil || o.quiet {
		return outputError(err)
	}
	_, err := fmt.Fprintln(o.err, learned.PlanWords(p))
	return outputError(err)
}

func (o *learnOptions) show(ctx context.Context, r *learned.Report, newKey []byte) error {
	if o.dir != "" {
		err := o.writeLearned(ctx, r)
		if err != nil {
			err = errors.Join(err, o.dropKey(newKey))
		}
		switch {
		case err != nil && ctx.Err() != nil:
			return &exitError{exitFailed, simulation.ErrInterrupted}
		case err != nil:
			return failure("writing "+o.dir, err)
		}
	}
	if o.format.value == "json" {
		return outputError(learned.JSON(o.out, r))
	}
	if err := learned.Text(o.out, r, o.style(o.color)); err != nil {
		return outputError(err)
	}
	if o.dir == "" {
		return nil
	}
	_, err := fmt.Fprintf(o.out, "\nwrote %s; next, try\n  mailstorm sweep %s\n", o.dir, english.ShellWord(o.dir))
	return outputError(err)
}

func (o *learnOptions) writeLearned(ctx context.Context, r *learned.Report) error {
	f, err := folder.New(o.dir)
	if err != nil {
		return err
	}
	if err = r.WriteModel(f); err == nil {
		err = o.validate(ctx, f, r)
	}
	if err == nil {
		err = r.WriteFindings(f, func(w io.Writer) error { return illustrated.LearnedPage(w, r, version) })
	}
	if err == nil && o.plot {
		err = plots.Draw(plots.LearnedPictures, illustrated.Learned(r), o.size.Size, f.WriteBytes)
	}
	if err == nil {
		err = ctx.Err() // who interrupts is told that nothing was written
	}
	if err == nil {
		err = f.Keep()
	}
	if err != nil {
		return errors.Join(err, f.Discard())
	}
	return nil
}

func vacantForLearned(path string, force bool) error {
	return folder.Vacant(path, plots.Names(plots.LearnedPictures), force, folder.Holder{Writer: "learn", Occupied: errNothingLearned, Holds: func() (names []string, ours bool) {
		text, err := os.ReadFile(filepath.Join(path, learned.ScenarioFile))
		return learned.Files, err == nil && strings.HasPrefix(string(text), learned.Begins)
	}})
}

var errNothingLearned = errors.New("it is not empty and holds nothing that was learned; --force replaces it")

func (o *learnOptions) newProgress() *progress.Learning {
	return progress.NewLearning(o.err, !o.quiet && isTerminal(o.err))
}
