package survival

import "math"

// family is a kind of law that is fitted.
type family struct {
	name        string
	least, most float64 // of the shape; equal: it has none
	beyond      func(length, scale, shape float64) float64
	quantile    func(share, scale, shape float64) float64
}

var families = []family{
	{"exponential", 1, 1, weibullBeyond, weibullQuantile},
	{"Weibull", 0.2, 5, weibullBeyond, weibullQuantile},
	{"lognormal", 0.1, 5, func(length, median, sigma float64) float64 {
		return math.Erfc(math.Log(length/median)/sigma/math.Sqrt2) / 2
	}, func(share, median, sigma float64) float64 {
		return median * math.Exp(sigma*math.Sqrt2*math.Erfinv(2*share-1))
	}},
}

func weibullBeyond(length, scale, shape float64) float64 {
	return math.Exp(-math.Pow(length/scale, shape))
}

func weibullQuantile(share, scale, shape float64) float64 {
	return scale * math.Pow(-math.Log1p(-share), 1/shape)
}

// fitted is a law where its likelihood is greatest.
type fitted struct {
	family        *family
	scale, shape  float64
	logLikelihood float64
	masses        []float64 // of the cells
	rate          float64   // outages in a second
}

// aic is Akaike's criterion.
func (l fitted) aic() float64 {
	if l.family.most > l.family.least {
		return 4 - 2*l.logLikelihood
	}
	return 2 - 2*l.logLikelihood
}

func (c *cells) fit(f *family) fitted {
	scaleFor := func(shape float64) float64 {
		return math.Exp(goldenSection(math.Log(10), math.Log(1e8), func(log float64) float64 { return c.judge(f, math.Exp(log), shape).logLikelihood }))
	}
	shape := f.least
	if f.most > f.least {
		shape = math.Exp(goldenSection(math.Log(f.least), math.Log(f.most), func(log float64) float64 {
			shape := math.Exp(log)
			return c.judge(f, scaleFor(shape), shape).logLikelihood
		}))
	}
	return c.judge(f, scaleFor(shape), shape)
}

// judge is a law and its likelihood, at the rate that is likeliest with it.
func (c *cells) judge(f *family, scale, shape float64) fitted {
	masses := make([]float64, len(c.edges))
	before, expected := 1.0, 0.0
	for j := range masses {
		next := 0.0
		if j < len(masses)-1 {
			next = f.beyond(float64(c.edges[j+1]), scale, shape)
		}
		masses[j] = before - next
		expected += float64(masses[j] * c.seen[j])
		before = next
	}
	l := fitted{family: f, scale: scale, shape: shape, masses: masses, rate: float64(len(c.rows)) / expected}
	for _, row := range c.rows {
		fit := 0.0
		for j, r := range row {
			if r > 0 {
				fit += float64(float64(r*c.seen[j]) * masses[j])
			}
		}
		l.logLikelihood += math.Log(max(fit, 1e-300) * l.rate)
	}
	return l
}

// goldenSection finds where a function that rises and then falls is greatest.
func goldenSection(low, high float64, f func(float64) float64) float64 {
	const part = 0.6180339887498949
	a, b := high-float64(part*(high-low)), low+float64(part*(high-low))
	fa, fb := f(a), f(b)
	for high-low > 1e-3 {
		if fa > fb {
			high, b, fb = b, a, fa
			a = high - float64(part*(high-low))
			fa = f(a)
		} else {
			low, a, fa = a, b, fb
			b = low + float64(part*(high-low))
			fb = f(b)
		}
	}
	return (low + high) / 2
}
