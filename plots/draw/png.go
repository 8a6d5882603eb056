package draw

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"gonum.org/v1/plot/vg/vgimg"
)

// Size is how many dots an image has, and how many of them make an inch when it is put on paper or on a slide.
type Size struct{ Width, Height, PerInch int }

// The sizes with names.
var (
	Slide = Size{1920, 1080, 144} // fills a wide slide
	Half  = Size{1920, 1080, 300} // as wide as the text of a page, and less than half as high; sharp in print
)

// Dots is a size without a name: as large on a slide as Slide, and as sharp as its dots allow.
func Dots(width, height int) Size { return Size{width, height, max(width*Pt*72/PageWidth, 1)} }

// PNG draws the page as large as it fits, in the middle of a white image.
func PNG(size Size, draw func(*Canvas)) ([]byte, error) {
	perInch := max(min(size.Width*Pt*72/PageWidth, size.Height*Pt*72/PageHeight), 1)
	canvas := vgimg.NewWith(vgimg.UseWH(length(PageWidth), length(PageHeight)), vgimg.UseDPI(perInch))
	paint(&Canvas{vg: canvas}, draw)
	var b bytes.Buffer
	if err := png.Encode(&b, centre(canvas.Image(), size)); err != nil {
		return nil, err
	}
	return withResolution(b.Bytes(), size.PerInch), nil
}

// centre puts an image on a white one, if it is smaller.
func centre(drawn image.Image, size Size) image.Image {
	whole := image.Rect(0, 0, size.Width, size.Height)
	if drawn.Bounds() == whole {
		return drawn
	}
	page := image.NewRGBA(whole)
	draw.Draw(page, whole, image.NewUniform(color.White), image.Point{}, draw.Src)
	corner := image.Pt((size.Width-drawn.Bounds().Dx())/2, (size.Height-drawn.Bounds().Dy())/2)
	draw.Draw(page, drawn.Bounds().Add(corner), drawn, image.Point{}, draw.Src)
	return page
}

// withResolution says in the PNG how many dots make an inch: a chunk behind the header, which the standard library does not write.
func withResolution(file []byte, perInch int) []byte {
	const header = 8 + 25 // signature, IHDR
	perMetre := uint32((perInch*10000 + 127) / 254)
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(chunk, 1) // the unit is the metre
	out := append([]byte{}, file[:header]...)
	out = binary.BigEndian.AppendUint32(out, uint32(len(chunk)-4))
	out = append(out, chunk...)
	out = binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(chunk))
	return append(out, file[header:]...)
}
