package sim

// observer notes what happens where somebody could see or count it. Nothing that it notes changes what happens.
type observer struct {
	*environment
	*mailStore
	*network

	series     series
	alert      alert
	visibility visibility
	paths      paths // transfers on the way of each copy
}
