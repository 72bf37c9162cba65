// Package flow is a document's life: named steps from state to state, the only way a
// state changes. A step locks the document, checks right, version and state, does its
// work, saves the document and emits one event; what other rooms write as a consequence
// is hooked after it, in the same transaction, with that event as its cause.
//
//	Flow: flow.Define(Orders, flow.Plan[Order]{
//		States: []resource.State{{Name: "draft", Tone: "plain"}, {Name: "placed", Tone: "wait"}},
//		Steps:  []flow.Step[Order]{{Name: "place", From: []string{"", "draft"}, To: []string{"placed"}, Action: flow.Do(room.place)}},
//	})
//
// From these declarations come the buttons, the rights (<def>.<step>), the events
// (<def>.<step>), the API's operations, process times and the state diagram of the manual.
package flow
