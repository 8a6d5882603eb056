package main

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"errors"
	"fmt"
	"math"
	"net"
	"net/netip"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"mailstorm/cmd/serve"
	"mailstorm/cmd/serve/live"
	"mailstorm/cmd/serve/record"
	"mailstorm/scenarios/load"
	"mailstorm/scenarios/parse"
	"mailstorm/sim"
)

type serveOptions struct {
	scenarioFlags
	observedFlags
	host        string
	listen      string
	dsn         string
	speed       float64
	record      string
	keep        string
	certificate string
	key         string
	noTLS       bool
	byReset     bool
	expose      bool
	ends        time.Duration // for
	rows        *record.Writer
}

func newServeCommand(s streams) *cobra.Command {
	o := &serveOptions{scenarioFlags: scenarioFlags{streams: s}}
	cmd := &cobra.Command{
		Use:   "serve SCENARIO | serve --compare DIR",
		Short: "Act the hosts of a scenario out as real SMTP servers",
		Long: "Serve plays hosts of a scenario to a real mail server: it listens on SMTP ports, and fails when and as the scenario says. The " +
			"faults, guards and draws are those of a simulation. Messages are counted and dropped; nothing is relayed.\n\n" +
			"Every host that some route leads to gets a port: the first one at --listen, the others at the next loopback addresses (127.0.0.2 and " +
			"so on). The time of the scenario runs --speed times as fast as the clock. Ctrl-C ends with a summary, a second one at once.\n\n" +
			"The client is taken for the host of the scenario whose name or domain it gives in EHLO, else for the first one that sends to " +
			"this host.\n\n" +
			"With --profile, --within or --compare, serve ends by comparing what the server did with what the simulation predicts for the " +
			"messages that arrived: attempt by attempt, copies, duplicates and DSNs.",
		Example: "  mailstorm serve deck-after-data\n" +
			"  mailstorm serve storm.toml --host relay --speed 60 --record storm-1\n" +
			"  mailstorm serve storm.toml --speed 100 --profile postfix --scaled --within 3s\n" +
			"  mailstorm serve --compare storm-1 --profile postfix --scaled --out storm-1.svg",
		Args:              o.serveArgs,
		ValidArgsFunction: scenarioNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			o.noteSeed(cmd)
			if err := o.checkServeFlags(cmd.Flags().Changed); err != nil {
				return err
			}
			if err := o.checkObserved(cmd.Flags().Changed, len(args) > 0); err != nil {
				return err
			}
			ctx, stop := withInterrupt(cmd)
			defer stop()
			if len(args) == 0 {
				return o.compareRecorded(ctx)
			}
			return runServe(ctx, o, args[0])
		},
	}
	cmd.Flags().StringVar(&o.host, "host", "", "play only the host `NAME`")
	cmd.Flags().StringVar(&o.listen, "listen", "127.0.0.1:2525", "listen at `ADDRESS`:PORT; further hosts at the next addresses")
	cmd.Flags().StringVar(&o.dsn, "dsn-listen", "", "also take DSNs at `ADDRESS`:PORT, where nothing fails")
	cmd.Flags().Float64Var(&o.speed, "speed", 1, "let the scenario run `N` times as fast as the clock")
	cmd.Flags().DurationVar(&o.ends, "for", 0, "end after `TIME` on the clock, as 10m")
	cmd.Flags().StringVar(&o.record, "record", "", "record all sessions in folder `DIR`")
	cmd.Flags().StringVar(&o.keep, "keep", "", "keep messages in the Maildir `DIR`")
	cmd.Flags().StringVar(&o.certificate, "certificate", "", "use the certificate in PEM `FILE`; one is made otherwise")
	cmd.Flags().StringVar(&o.key, "key", "", "with --certificate: its private key, in PEM `FILE`")
	cmd.Flags().BoolVar(&o.noTLS, "no-tls", false, "do not offer STARTTLS")
	cmd.Flags().BoolVar(&o.byReset, "refuse-by-reset", false, "refuse connections by a reset, so that they are counted, and not by a closed port")
	cmd.Flags().BoolVar(&o.expose, "expose", false, "allow addresses that other machines reach")
	for _, name := range []string{"record", "keep"} {
		cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, completeFolders))
	}
	for _, name := range []string{"certificate", "key"} {
		cobra.CheckErr(cmd.RegisterFlagCompletionFunc(name, completeFiles))
	}
	o.addObservedFlags(cmd)
	o.addScenarioFlags(cmd)
	return cmd
}

// checkServeFlags refuses what makes no sense, before anything is read.
func (o *serveOptions) checkServeFlags(given func(flag string) bool) error {
	switch {
	case !(o.speed > 0) || math.IsInf(o.speed, 0):
		return fmt.Errorf("--speed %v: it takes a number above 0, such as 60 for a minute of the scenario in each second", o.speed)
	case given("for") && o.ends <= 0:
		return fmt.Errorf("--for %s: it takes a time above 0, such as 10m", o.ends)
	case (o.certificate == "") != (o.key == ""):
		return errors.New("--certificate and --key belong together; name both files, or none")
	case o.noTLS && o.certificate != "":
		return errors.New("--no-tls offers no STARTTLS, so it needs no --certificate")
	}
	for _, flag := range []string{"record", "keep"} {
		if given(flag) && (flag == "record" && o.record == "" || flag == "keep" && o.keep == "") {
			return fmt.Errorf("--%s needs the name of a folder, but it is empty", flag)
		}
	}
	if err := o.checkAddress("listen", o.listen); err != nil {
		return err
	}
	if o.dsn == "" {
		return nil
	}
	return o.checkAddress("dsn-listen", o.dsn)
}

// checkAddress refuses an address that is none, or that other machines reach.
func (o *serveOptions) checkAddress(flag, address string) error {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("--%s %s: it takes an address and a port, as in 127.0.0.1:2525", flag, address)
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		return fmt.Errorf("--%s %s: a port is a number from 1 to 65535, as in 127.0.0.1:2525", flag, address)
	}
	ip, err := netip.ParseAddr(host)
	switch {
	case host != "" && host != "localhost" && err != nil:
		return fmt.Errorf("--%s %s: %q is no IP address; for this machine alone, write 127.0.0.1:%s", flag, address, host, port)
	case host == "localhost" || ip.IsLoopback() || o.expose:
		return nil
	}
	return fmt.Errorf("--%s %s: other machines reach this address; write 127.0.0.1:%s, or add --expose if that is meant", flag, address, port)
}

func runServe(ctx context.Context, o *serveOptions, arg string) error {
	s, err := o.load(arg)
	if err != nil {
		return err
	}
	played, err := o.playedHosts(s)
	if err != nil {
		return err
	}
	if err := o.prepareComparison(s, played); err != nil {
		return err
	}
	defer o.forgetRecord()
	o.warn(s.Config.Warnings)
	view := live.New(o.err, o.quiet, isTerminal(o.err), o.speed, s.Config.Clock)
	server, err := o.open(s, played, view)
	if err != nil {
		return err
	}
	if err := o.beginRecord(s, server); err != nil {
		return err
	}
	view.Start(server, s.Config, played)
	if o.ends > 0 {
		var end context.CancelFunc
		ctx, end = context.WithTimeout(ctx, o.ends)
		defer end()
	}
	err = failure("serving", view.Follow(ctx, server))
	if o.rows != nil {
		err = errors.Join(err, failure("writing "+o.record, o.rows.Close(time.Now())))
	}
	if err != nil || !o.compares {
		return errors.Join(o.print(live.Summary(server.Counts(), o.style(o.color))), err)
	}
	if o.format.value == "text" {
		if err := errors.Join(o.print(live.Summary(server.Counts(), o.style(o.color))), o.say("\n")); err != nil {
			return err
		}
	}
	return o.compareServed(ctx, s)
}

// playedHosts are the hosts to play, as indices.
func (o *serveOptions) playedHosts(s *load.Scenario) (played []int, err error) {
	c := s.Config
	var names []string
	for i := range c.Hosts {
		if len(serve.Senders(c, i)) > 0 {
			played, names = append(played, i), append(names, c.Hosts[i].Name)
		}
	}
	if len(played) == 0 {
		return nil, fmt.Errorf("%s: no route leads from one host to another, so there is no host to play", s.Name)
	}
	if o.host == "" {
		return played, nil
	}
	i := slices.IndexFunc(c.Hosts, func(h sim.Host) bool { return h.Name == o.host })
	switch {
	case i < 0:
		return nil, fmt.Errorf("--host %s: the scenario has no such host%s\nhosts that can be played: %s", o.host, parse.Suggestion(o.host, names), strings.Join(names, ", "))
	case !slices.Contains(played, i):
		return nil, fmt.Errorf("--host %s: no route leads to it, so no host of the scenario would send mail there; hosts that can be played: %s", o.host, strings.Join(names, ", "))
	}
	return []int{i}, nil
}

// open listens.
func (o *serveOptions) open(s *load.Scenario, played []int, view *live.View) (*serve.Server, error) {
	options := serve.Options{Config: s.Config, Speed: o.speed, Keep: o.keep, NoTLS: o.noTLS, RefuseByReset: o.byReset, Watch: view.Tell}
	for n, i := range played {
		options.Hosts = append(options.Hosts, serve.Host{Index: i, Address: nextAddress(o.listen, n)})
	}
	if o.dsn != "" {
		options.DSN = &serve.Host{Address: o.dsn}
	}
	if o.certificate != "" {
		pair, err := tls.LoadX509KeyPair(o.certificate, o.key)
		if err != nil {
			return nil, failure("--certificate "+o.certificate+" --key "+o.key, err)
		}
		options.Certificate = &pair
	}
	server, err := serve.New(options)
	return server, o.explainListening(err)
}

// explainListening says what to do about an address that cannot be had.
func (o *serveOptions) explainListening(err error) error {
	var l *serve.ListenError
	switch {
	case err == nil:
		return nil
	case !errors.As(err, &l):
		return &exitError{exitFailed, err}
	case l.Address == o.dsn:
		return &exitError{exitFailed, fmt.Errorf("%w; choose another address with --dsn-listen", err)}
	}
	return &exitError{exitFailed, fmt.Errorf("%w; choose another address with --listen", err)}
}

// nextAddress is the n-th address from one on: of loopback addresses the next address, else the next port.
func nextAddress(first string, n int) string {
	host, port, _ := net.SplitHostPort(first)
	if ip, err := netip.ParseAddr(host); err == nil && ip.Is4() && ip.IsLoopback() && (runtime.GOOS == "linux" || runtime.GOOS == "windows") {
		for range n {
			ip = ip.Next()
		}
		return net.JoinHostPort(ip.String(), port)
	}
	number, err := strconv.Atoi(port)
	if err != nil || number == 0 {
		return first
	}
	return net.JoinHostPort(host, strconv.Itoa(number+n))
}

// beginRecord opens the folder for rows.
func (o *serveOptions) beginRecord(s *load.Scenario, server *serve.Server) (err error) {
	if o.record == "" {
		return nil
	}
	h := record.Header{Version: version, Scenario: s.Name, SHA256: fmt.Sprintf("%x", sha256.Sum256([]byte(s.Text()))), Seed: s.Config.Seed, Clock: s.Config.Clock,
		Started: server.Started(), Speed: o.speed, Hosts: server.Addresses(), Set: o.set, Reset: o.byReset}
	switch o.rows, err = record.Create(o.record, h, s.Text()); {
	case errors.Is(err, record.ErrTaken):
		return fmt.Errorf("--record: %w", err)
	case err != nil:
		return failure("--record", err)
	}
	server.RecordTo(o.rows)
	return nil
}
