// Keeps the versions of mongodump and mongorestore in go.mod. A module of its own: FerretDB needs another version of the
// Go driver than they do.

//go:build tools

package tools

import (
	_ "github.com/mongodb/mongo-tools/mongodump/main"
	_ "github.com/mongodb/mongo-tools/mongorestore/main"
)
