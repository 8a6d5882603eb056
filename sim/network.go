package sim

// network is the hosts with their queues, and the copies in them.
type network struct {
	*environment
	*mailStore

	hosts           []host
	queues          []queue
	copies          []queuedCopy
	freeSlots       []uint32      // slots of copies that ended
	copiesMade      uint64        // the number of the youngest
	sets            recipientSets // recipients of copies that have several
	handoversNeeded []int64       // that each mail table's message needs when nothing fails
}
