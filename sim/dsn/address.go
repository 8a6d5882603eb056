package dsn

import (
	"strconv"

	"mailstorm/sim/random"
)

// blocks are the networks that RFC 5737 keeps for documentation.
var blocks = [...]string{"192.0.2.", "198.51.100.", "203.0.113."}

// Address gives a server of a host, numbered from 0, an address that exists nowhere. A host stays within one network; its
// servers have different addresses as long as there are at most 254 of them.
func Address(host uint64, server uint16) string {
	h := random.Mix(host, 0)
	last := (h>>32 + uint64(server)) % 254
	return blocks[h%uint64(len(blocks))] + strconv.FormatUint(last+1, 10)
}
