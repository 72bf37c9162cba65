package demo

var warehouses = []Warehouse{
	{"WH01", "武汉东西湖仓", "湖北", "武汉市东西湖区走马岭街物流二路 18 号", 0.50},
	{"WH02", "佛山南海仓", "广东", "佛山市南海区狮山镇桃园东路 66 号", 0.28},
	{"WH03", "天津武清仓", "天津", "天津市武清区京滨工业园民旺道 9 号", 0.22},
}

// Defective is where returned goods go that cannot be sold again.
var Defective = Warehouse{Code: "WH09", Name: "武汉残次仓", Region: "湖北", Address: "武汉市东西湖区走马岭街物流二路 18 号 9 库"}

// stocked is the part of the range that each warehouse has, the best sellers.
var stocked = []float64{1, 0.5, 0.4}

var channels = []Channel{
	{"TM01", "天猫旗舰店", "tmall", 5.2, 4.0}, {"JD01", "京东旗舰店", "jd", 2.8, 2.6},
	{"PDD01", "拼多多专卖店", "pdd", 2.2, 2.7}, {"DY01", "抖音小店", "douyin", 0.8, 3.1},
}

// province is where buyers live: whom its parcels come from, how many live there, and its towns with their districts.
type province struct {
	name      string
	warehouse int
	weight    float64
	far       bool // freight costs more
	towns     string
}

var provinces = []province{
	{"湖北", 0, 16, false, "武汉市:江汉区 武昌区 洪山区 江夏区 黄陂区|宜昌市:西陵区 夷陵区|襄阳市:樊城区 襄州区|荆州市:沙市区 荆州区|黄冈市:黄州区"},
	{"湖南", 0, 7, false, "长沙市:岳麓区 雨花区 望城区|株洲市:天元区|衡阳市:蒸湘区"},
	{"河南", 0, 9, false, "郑州市:金水区 二七区 中原区|洛阳市:西工区 涧西区|南阳市:卧龙区"},
	{"安徽", 0, 6, false, "合肥市:蜀山区 包河区|芜湖市:镜湖区|阜阳市:颍州区"},
	{"江苏", 0, 11, false, "南京市:玄武区 江宁区|苏州市:姑苏区 吴中区 昆山市|无锡市:梁溪区|徐州市:云龙区"},
	{"浙江", 0, 10, false, "杭州市:西湖区 余杭区 萧山区|宁波市:海曙区 鄞州区|温州市:鹿城区"},
	{"上海", 0, 7, false, "上海市:浦东新区 闵行区 宝山区 松江区"},
	{"四川", 0, 7, false, "成都市:武侯区 锦江区 双流区|绵阳市:涪城区"},
	{"重庆", 0, 4, false, "重庆市:渝北区 沙坪坝区 南岸区"},
	{"陕西", 0, 4, false, "西安市:雁塔区 未央区 碑林区|咸阳市:秦都区"},
	{"贵州", 0, 2, false, "贵阳市:云岩区 南明区|遵义市:红花岗区"},
	{"甘肃", 0, 1.2, true, "兰州市:城关区 七里河区"}, {"新疆", 0, 1, true, "乌鲁木齐市:天山区 新市区"}, {"西藏", 0, 0.2, true, "拉萨市:城关区"},
	{"广东", 1, 20, false, "广州市:天河区 番禺区 白云区|深圳市:南山区 宝安区 龙岗区|佛山市:南海区 顺德区|东莞市:南城街道"},
	{"福建", 1, 6, false, "福州市:鼓楼区 仓山区|厦门市:思明区 湖里区|泉州市:丰泽区"},
	{"广西", 1, 5, false, "南宁市:青秀区 西乡塘区|桂林市:七星区|柳州市:城中区"},
	{"江西", 1, 5, false, "南昌市:红谷滩区 东湖区|赣州市:章贡区"},
	{"海南", 1, 1.4, false, "海口市:龙华区 美兰区|三亚市:吉阳区"}, {"云南", 1, 3, false, "昆明市:五华区 官渡区|大理州:大理市"},
	{"北京", 2, 9, false, "北京市:朝阳区 海淀区 丰台区 通州区"},
	{"天津", 2, 4, false, "天津市:南开区 河西区 武清区"}, {"河北", 2, 8, false, "石家庄市:长安区 裕华区|唐山市:路北区|保定市:莲池区"},
	{"山东", 2, 11, false, "济南市:历下区 槐荫区|青岛市:市南区 黄岛区|临沂市:兰山区|烟台市:芝罘区"},
	{"山西", 2, 4, false, "太原市:小店区 迎泽区|大同市:平城区"}, {"辽宁", 2, 5, false, "沈阳市:和平区 浑南区|大连市:沙河口区 甘井子区"},
	{"吉林", 2, 2.5, false, "长春市:朝阳区 南关区|吉林市:船营区"}, {"黑龙江", 2, 3, false, "哈尔滨市:南岗区 香坊区|大庆市:萨尔图区"},
	{"内蒙古", 2, 1.6, true, "呼和浩特市:新城区 赛罕区|包头市:青山区"},
}

var (
	streets = []string{"中山路", "解放大道", "人民路", "建设一路", "和平街", "文化路", "学府路", "滨江路", "光明街", "新华路", "长江路", "珞喻路", "望江路", "朝阳街"}
	estates = []string{"锦绣家园", "万科城", "阳光花园", "碧桂园", "保利心语", "金地格林", "翠园小区", "中央公馆", "幸福里", "书香门第", "绿地世纪城", "东湖名居"}
)

// Serves is the warehouse that sends parcels to a province.
func Serves(name string) (warehouse int, known bool) {
	for _, p := range provinces {
		if p.name == name {
			return p.warehouse, true
		}
	}
	return 0, false
}
