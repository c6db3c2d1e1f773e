//go:build tools

// Package tools keeps the engine's own packages in go.mod when `go mod tidy` runs.
package tools

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
