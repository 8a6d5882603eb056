// Package formats opens records of all kinds, and tells by their contents which kind each is.
package formats

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"mailstorm/scenarios/records"
	"mailstorm/scenarios/records/exchange"
	"mailstorm/scenarios/records/maillog"
	"mailstorm/scenarios/records/returned"
)

// Catalogue is what can be read. The first that knows a text reads it.
var Catalogue = slices.Concat(returned.Formats, maillog.Formats, exchange.Formats)

// File is a record of a known format.
type File struct {
	Name    string
	Format  *records.Format
	Hosts   []string // that wrote it, as far as it says
	options records.Options
}

// Files are records in the order in which they are read: of a log that was rotated the oldest first.
type Files struct {
	All     []File
	Skipped []string // files in folders that are no records
}

// Log tells records of one server or organisation from those of others, where they do not name their hosts.
func (f *File) Log() string {
	if f.Format.Hosts == nil {
		return f.Format.Name
	}
	return logOf(f.Name)
}

// headLength is how much of a text tells its format.
const headLength = 1 << 16

// Open finds the files that names stand for, which may be folders, and their formats. A file that is named and is no record is refused.
func Open(names []string, o records.Options) (*Files, error) {
	var files Files
	found, err := find(names)
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		format, hosts, err := formatOf(f.name)
		switch {
		case err == nil:
			files.All = append(files.All, File{f.name, format, hosts, o})
		case f.named || !errors.Is(err, errUnknown):
			return nil, fmt.Errorf("%s: %w", f.name, err)
		default:
			files.Skipped = append(files.Skipped, f.name)
		}
	}
	if len(files.All) == 0 {
		return nil, files.none(names)
	}
	return &files, files.countTurns()
}

// none is the error where no file is a record.
func (f *Files) none(names []string) error {
	where := strings.Join(names, ", ")
	switch len(f.Skipped) {
	case 0:
		return fmt.Errorf("%s: there is no file in it", where)
	case 1:
		return fmt.Errorf("%s: the one file in it is no record; what can be read is %s", where, readable())
	}
	return fmt.Errorf("%s: none of the %d files in it is a record; what can be read is %s", where, len(f.Skipped), readable())
}

// Read streams the events of all files.
func (f *Files) Read(sink records.Sink) error {
	for i := range f.All {
		if err := f.All[i].read(sink); err != nil {
			return fmt.Errorf("%s: %w", f.All[i].Name, err)
		}
	}
	return nil
}

func (f *File) read(sink records.Sink) error {
	return opened(f.Name, func(text *records.Text) error { return f.Format.Read(f.Name, text, f.options, sink) })
}

// opened opens a file, decompressed and in UTF-8.
func opened(name string, use func(*records.Text) error) error {
	file, err := os.Open(name)
	if err != nil {
		return withoutName(err)
	}
	defer file.Close()
	text, err := records.NewText(file)
	if err != nil {
		return withoutName(err)
	}
	return use(text)
}

// withoutName is an error of the system without the name of the file, which stands before it anyway.
func withoutName(err error) error {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err
	}
	return err
}

// errUnknown is that of a file that is no record.
var errUnknown = errors.New("is no record that can be read")

// formatOf tells the format of a file, and which hosts wrote it.
func formatOf(name string) (format *records.Format, hosts []string, err error) {
	err = opened(name, func(text *records.Text) error {
		head, _ := text.Peek(headLength)
		if len(head) == 0 {
			return fmt.Errorf("%w: it is empty", errUnknown)
		}
		for i := range Catalogue {
			if Catalogue[i].Detect(head) {
				if format = &Catalogue[i]; format.Hosts != nil {
					hosts = format.Hosts(head)
				}
				return nil
			}
		}
		for _, f := range foreign {
			if strings.HasPrefix(string(head), f.begins) {
				return fmt.Errorf("%w: it %s", errUnknown, f.advice)
			}
		}
		return fmt.Errorf("%w; what can be read is %s", errUnknown, readable())
	})
	return format, hosts, err
}

// readable lists the formats.
func readable() string {
	var names []string
	for _, f := range Catalogue {
		names = append(names, f.Name)
	}
	return strings.Join(names, ", ") + ", each also in UTF-16 and compressed with gzip"
}

// foreign are files that are known by their first bytes, and what to do with them.
var foreign = []struct{ begins, advice string }{
	{"PK\x03\x04", "is a zip archive or an Excel workbook, so unpack it, or save it as CSV"},
	{"\xd0\xcf\x11\xe0", "is a message of Outlook or an old Office file, so save it as .eml or CSV"},
	{"!BDN", "is a data file of Outlook, so export its messages as .eml"},
	{"BZh", "is compressed with bzip2, so decompress it first"},
	{"\xfd7zXZ", "is compressed with xz, so decompress it first"},
	{"\x28\xb5\x2f\xfd", "is compressed with zstd, so decompress it first"},
	{"LPKSHHRH", "is a binary journal, so write it as text with journalctl -o short-iso"},
}

// countTurns tells each log whose times have no year how often the year turns in it and until the end of the newest file of that log.
func (f *Files) countTurns() error {
	var later records.Day // the first day of the file that follows in the same log
	turns := 0
	for i := len(f.All) - 1; i >= 0; i-- {
		file := &f.All[i]
		if file.Format.Days == nil || file.options.Year == 0 {
			continue
		}
		if i == len(f.All)-1 || logOf(f.All[i+1].Name) != logOf(file.Name) {
			later, turns = 0, 0
		}
		err := opened(file.Name, func(text *records.Text) error {
			days := file.Format.Days(text)
			turns += days.Last.Turns(later)
			file.options.Year -= turns
			file.options.Turns = days.Turns
			turns += days.Turns
			if days.First != 0 {
				later = days.First
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("%s: %w", file.Name, err)
		}
	}
	return nil
}
