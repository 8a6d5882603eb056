package sim

// Usual makes all of a world's attempts go the usual way.
func (w *World) Usual() *World {
	w.usual = true
	return w
}
