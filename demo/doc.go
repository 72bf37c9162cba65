// Package demo is a world: an e-commerce seller in Wuhan, its goods, its buyers, its suppliers and two years of their days. It knows no
// room and no database; it draws numbers, and every number follows from the seed.
//
// # Demand
//
// Nobody's model is right about it, least of all one of those that package forecasting fits. Buyers of a SKU arrive as a Cox process: the
// rate is the product of the SKU's popularity, its life (launched and saturating, dying, a fad), the season of its kind, the week, the
// shopping festivals with their build-up and the dip after them, the lift of a price cut (constant elasticity), and a hidden drift, an
// Ornstein–Uhlenbeck path of its own. On top of it each day has a gamma of its own, and each buyer takes a geometric number of pieces; now
// and then a firm buys dozens at once. So there are smooth SKUs and erratic, intermittent and lumpy ones, in the shares real shops have.
//
// Demand is what buyers want of a SKU from the warehouse of their region, whether or not it is there: the truth that a shop never sees.
// World.Demand tells it for any day, at once and always the same. World.Baskets tells the same pieces as orders.
//
// # Supply
//
// Each supplier has working days until goods arrive, lognormal, with delays now and then, and is shut for weeks around 春节. World.Arrives
// tells when goods ordered on a day come.
//
// # The past
//
// Past lets a shop keeper live through the days: buyers come, what is not there is not sold, once a week somebody looks at each
// supplier's goods and orders by rule of thumb, goods come, orders are shipped, parcels come back, what came back broken is scrapped, suppliers are paid. Buyers pay at
// once, firms a month after their goods. It tells documents
// with the times of all their steps; who writes them down leaves out the steps that have not happened yet.
package demo
