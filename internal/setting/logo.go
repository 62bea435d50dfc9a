package setting

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"hash/crc32"
	"io"
	"net/http"
	"regexp"
	"strings"
)

// LogoName is the name of the setting.
const LogoName = "brand.logo"

// logoFile is a value of brand.logo as it is stored: the image's media type, and the SHA-256 of its content, which package
// attachment keeps.
var logoFile = regexp.MustCompile(`^file:(image/[a-z+]+):([0-9a-f]{64})$`)

// LogoFile returns the value of brand.logo for an image that is kept under this hash.
func LogoFile(kind, hash string) string { return "file:" + kind + ":" + hash }

// ParseLogoFile is the inverse of [LogoFile].
func ParseLogoFile(value string) (kind, hash string, found bool) {
	match := logoFile.FindStringSubmatch(value)
	if match == nil || !logoTypes[match[1]] {
		return "", "", false
	}
	return match[1], match[2], true
}

// MostLogo is the largest size of a logo, in bytes.
const MostLogo = 32 << 10

// The images that a browser draws, by what a data: URL calls them.
var logoTypes = map[string]bool{"image/svg+xml": true, "image/png": true, "image/webp": true}

// mostPixels bounds what drawing a logo takes, in every browser: 16 MB.
const mostPixels = 4 << 20

// LogoURL returns the value of brand.logo for the bytes of an image file, or an error that says in words what
// is wrong with the image.
func LogoURL(image []byte) (string, error) {
	value := "data:" + logoType(image) + ";base64," + base64.StdEncoding.EncodeToString(image)
	return value, checkLogo(value)
}

// LogoType returns the media type of an image file, by its bytes, or an error as [LogoURL] does.
func LogoType(image []byte) (kind string, err error) {
	kind = logoType(image)
	return kind, checkImage(kind, image)
}

func logoType(image []byte) string {
	if strings.Contains(string(image[:min(len(image), 1024)]), "<svg") {
		return "image/svg+xml"
	}
	return http.DetectContentType(image)
}

// ParseLogo returns the media type and the bytes of a value of brand.logo.
func ParseLogo(value string) (kind string, image []byte, err error) {
	kind, body, found := strings.Cut(strings.TrimPrefix(value, "data:"), ";base64,")
	image, err = base64.StdEncoding.DecodeString(body)
	if err != nil || !found || !logoTypes[kind] || len(image) > MostLogo {
		return "", nil, errNoLogo
	}
	return kind, image, nil
}

var errNoLogo = errors.New("the logo is an SVG, PNG or WebP image of at most 32 KiB")

// checkLogo refuses what no browser would draw, such as a file that was cut off on its way.
func checkLogo(value string) error {
	if _, _, found := ParseLogoFile(value); found {
		return nil
	}
	kind, image, err := ParseLogo(value)
	if err != nil {
		return err
	}
	return checkImage(kind, image)
}

func checkImage(kind string, image []byte) error {
	if !logoTypes[kind] || len(image) > MostLogo {
		return errNoLogo
	}
	if !whole[kind](image) {
		return errors.New("the logo is no whole image: the file is broken, or was cut off")
	}
	return nil
}

var whole = map[string]func(image []byte) bool{"image/svg+xml": wholeSVG, "image/png": wholePNG, "image/webp": wholeWebP}

// wholePNG reports whether it is a PNG from its first chunk to its last, each with its right sum (PNG, third edition,
// section 5). It draws nothing: the library that does is as large as ten pages.
func wholePNG(image []byte) bool {
	const mark, around = "\x89PNG\r\n\x1a\n", 12 // a length, a type and a sum
	rest, found := bytes.CutPrefix(image, []byte(mark))
	if !found || len(rest) < around+8 || string(rest[4:8]) != "IHDR" {
		return false
	}
	width, height := uint64(binary.BigEndian.Uint32(rest[8:])), uint64(binary.BigEndian.Uint32(rest[12:]))
	drawn := 0 < width*height && width*height <= mostPixels
	for len(rest) >= around {
		size := uint64(binary.BigEndian.Uint32(rest))
		if size > uint64(len(rest)-around) || crc32.ChecksumIEEE(rest[4:8+size]) != binary.BigEndian.Uint32(rest[8+size:]) {
			return false
		}
		if string(rest[4:8]) == "IEND" {
			return drawn
		}
		rest = rest[around+size:]
	}
	return false
}

// wholeSVG reports whether it is one XML element, with what is in it.
func wholeSVG(image []byte) bool {
	decoder := xml.NewDecoder(bytes.NewReader(image))
	decoder.CharsetReader = func(_ string, text io.Reader) (io.Reader, error) { return text, nil }
	drawn := false
	for {
		token, err := decoder.Token()
		if err != nil {
			return drawn && errors.Is(err, io.EOF)
		}
		if element, ok := token.(xml.StartElement); ok {
			drawn = drawn || element.Name.Local == "svg"
		}
	}
}

// wholeWebP reports whether the file is as long as it says (RFC 9649, section 2.4).
func wholeWebP(image []byte) bool {
	const header = 8
	return len(image) > header && int64(binary.LittleEndian.Uint32(image[4:]))+header <= int64(len(image))
}
