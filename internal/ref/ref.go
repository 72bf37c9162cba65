// Package ref names the things that more than one room speaks of. A room may hold
// another room's identifier, never its type.
package ref

import (
	"hesuan/internal/fixed"
	"hesuan/internal/id"
)

type (
	product   struct{}
	sku       struct{}
	category  struct{}
	channel   struct{}
	priceList struct{}
	warehouse struct{}
	supplier  struct{}
	customer  struct{}
	user      struct{}
	order     struct{}
	purchase  struct{}
	event     struct{}
	posting   struct{}
	threshold struct{}
	adjust    struct{}
	alert     struct{}
	shipment  struct{}
	goodsBack struct{}
)

type (
	// Product is a thing sold, in one or several SKUs.
	Product = id.Of[product]
	// SKU is the smallest unit that is stocked and sold 单品.
	SKU = id.Of[sku]
	// Category is a node of the category tree 类目.
	Category = id.Of[category]
	// Channel is where orders come from: a platform shop, a mall, a store 渠道.
	Channel = id.Of[channel]
	// PriceList is a set of prices for channels 价目表.
	PriceList = id.Of[priceList]
	// Warehouse is a place that holds stock 仓库.
	Warehouse = id.Of[warehouse]
	// Supplier is whom we buy from 供应商.
	Supplier = id.Of[supplier]
	// Customer is whom we sell to 客户.
	Customer = id.Of[customer]
	// User is a person with a login 用户.
	User = id.Of[user]
	// Order is a sales order 销售订单.
	Order = id.Of[order]
	// Purchase is a purchase order 采购单.
	Purchase = id.Of[purchase]
	// Posting is a set of stock moves with one source 出入库单.
	Posting = id.Of[posting]
	// Threshold is a level of low stock 库存预警线.
	Threshold = id.Of[threshold]
	// Adjustment corrects what is on hand 库存调整单.
	Adjustment = id.Of[adjust]
	// Alert tells of low stock 库存预警.
	Alert = id.Of[alert]
	// Shipment is what left for a customer at once 发货单.
	Shipment = id.Of[shipment]
	// Return is goods coming back, or money without goods 售后单.
	Return = id.Of[goodsBack]
	// Any is a document whose type stands beside it.
	Any = id.ID
	// Event is one entry of the event table 事件.
	Event = id.Of[event]
)

// Doc names any document together with its type, such as sales.order: the source of a
// move, of a voucher, of a link in a timeline.
type Doc struct {
	Type   string `json:"type"`
	ID     id.ID  `json:"id"`
	Number string `json:"number,omitempty"`
}

// Goods is a quantity of a SKU on a document's line, as rooms hand it to each other.
type Goods struct {
	Line     int32
	SKU      SKU
	Category Category
	Qty      fixed.Qty
	Value    fixed.Amount // at cost, for the whole quantity; zero where the receiver values it
}

// Offer is what a SKU is called and costs for a buyer on a channel on a day.
type Offer struct {
	SKU      SKU
	Code     string
	Name     string
	Category Category
	Price    fixed.Amount
	Rate     fixed.Amount // VAT, such as 0.13
	Active   bool
}

// Party is what a sale must know of a customer.
type Party struct {
	Name   string
	Region string // province or country
}
