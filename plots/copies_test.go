package plots_test

import (
	"testing"
	"time"

	"mailstorm/plots/runs"
	"mailstorm/sim"
	"mailstorm/sim/metrics"
)

// spread is one storm with every end: exo sends each of 40 mails twice to relay, which knows some of them again, loses some and sends
// others back to exo.
func spread() runs.Run {
	t := newTeller("Every end there is")
	t.config.Hosts = append(t.config.Hosts, sim.Host{Name: "archive"})
	const archive = 3
	number := uint64(0)
	keep := func(host, peer uint16, message uint32) uint64 {
		number++
		t.records = append(t.records, sim.Record{Kind: sim.Kept, Copy: number, Message: message, Host: host, Peer: peer})
		return number
	}
	tell := func(kind sim.Kind, copies uint64, message uint32, host, peer uint16, flags sim.Flags) {
		t.records = append(t.records, sim.Record{Kind: kind, At: time.Hour, Copy: copies, Message: message, Delivery: message, Host: host, Peer: peer, Flags: flags})
	}
	for n := range uint32(40) {
		t.records = append(t.records, sim.Record{Kind: sim.Written, Message: n, Host: exo, Peer: sim.NoPeer})
		sent := keep(exo, sim.NoPeer, n)
		switch passed := keep(relay, exo, n); {
		case n < 16:
			tell(sim.Delivered, passed, n, fabrikam, relay, sim.FlagFirst)
			tell(sim.HandedOver, passed, n, relay, fabrikam, 0)
			tell(sim.Delivered, sent, n, fabrikam, relay, 0)
		case n < 24:
			tell(sim.Suppressed, passed, n, fabrikam, relay, 0)
			tell(sim.HandedOver, passed, n, relay, fabrikam, 0)
		case n < 28:
			back := keep(exo, relay, n)
			tell(sim.HandedOver, passed, n, relay, exo, 0)
			tell(sim.Bounced, back, n, exo, sim.NoPeer, sim.FlagFirst)
		case n < 32:
			tell(sim.Lost, passed, n, relay, archive, 0)
		case n < 35:
			tell(sim.Purged, passed, n, relay, sim.NoPeer, 0)
			tell(sim.Bounced, passed, n, relay, sim.NoPeer, sim.FlagFirst) // the NDR of the purge
		case n < 37:
			tell(sim.Quarantined, passed, n, archive, relay, 0)
			tell(sim.HandedOver, passed, n, relay, archive, 0)
		}
		tell(sim.HandedOver, sent, n, exo, relay, 0)
	}
	t.set(metrics.Messages, 40)
	t.set(metrics.Deliveries, 40)
	return t.story()
}

func TestCopiesEndWhereTheyEnd(t *testing.T) {
	holds(t, "copies", spread(), "sent", "40 copies", "relay", "exo", "archive", "16", "arrived", "duplicates", "suppressed",
		"7", "bounced", "4", "lost after 250", "2", "quarantined", "3", "still queued", "4 to exo")
}

func TestCopiesTitleSaysWhoMadeThem(t *testing.T) {
	hasTitles(t, runSVG("copies"), map[string]runs.Run{
		"40 messages, 32 copies: relay accepted 40 and sent 50": spread(),
		"No copy was sent": runs.Run{Config: &sim.Config{}, Result: &sim.Result{}},
	})
}
