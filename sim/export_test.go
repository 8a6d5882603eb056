package sim

// WithoutFastPath makes every attempt of a world go the full way.
func (w *World) WithoutFastPath() *World {
	w.queueing.withoutFastPath = true
	return w
}
