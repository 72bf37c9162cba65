package main

import "hesuan/internal/auth"

// demoPeople are logins of the sample company, so that a newcomer can look as each role. They are made with the company and never outside
// of a sample.
var demoPeople = []auth.DemoUser{
	{Name: "clerk", Full: "王芳（客服）", Role: "sales"}, {Name: "warehouse", Full: "李强（仓库）", Role: "warehouse"},
	{Name: "buyer", Full: "陈丽（采购）", Role: "buyer"}, {Name: "accountant", Full: "周敏（会计）", Role: "accountant"},
	{Name: "manager", Full: "刘洋（经理）", Role: "manager"},
}
