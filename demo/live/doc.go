// Package live lets the demo company's day go on: through the HTTP API, as any program would, it places the orders that its world's
// buyers want today, pays, approves and ships them, opens a return now and then, and receives purchases that are due. It knows no room
// and no database, only addresses.
package live
