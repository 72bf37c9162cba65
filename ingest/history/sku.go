package history

import (
	"slices"
	"strings"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/ref"
)

// costShare is the unit cost as a share of the median selling price: 1/2.
const costShare = 2

// shelf is a category and the words by which a SKU's name puts it there.
type shelf struct{ code, name, words string }

// shelves in the order in which they are tried; the last takes the rest.
var shelves = []shelf{
	{"season", "Christmas & Easter", "CHRISTMAS XMAS EASTER ADVENT SANTA REINDEER SNOWFLAKE SNOWMAN"},
	{"jewellery", "Jewellery", "NECKLACE EARRINGS BRACELET RING CHARM DIAMANTE BROOCH BANGLE HAIR"},
	{"bags", "Bags", "BAG BAGS SHOPPER PURSE SUITCASE UMBRELLA"},
	{"light", "Candles & lights", "CANDLE CANDLES T-LIGHT T-LIGHTS LIGHT LIGHTS LANTERN LAMP INCENSE CANDLEHOLDER"},
	{"kitchen", "Kitchen & table", "MUG CUP BOWL PLATE TEA COFFEE CAKE CAKES TRAY JAR BOTTLE EGG SPOON KITCHEN TIN NAPKINS COASTER GLASS JUG " +
		"CUTLERY LUNCH BAKING APRON TEAPOT TOWEL"},
	{"paper", "Paper & party", "CARD CARDS PAPER WRAP PARTY NOTEBOOK TISSUE BALLOONS BUNTING GARLAND STICKER STICKERS BIRTHDAY PENCIL PENCILS TAPE RIBBON RIBBONS"},
	{"toys", "Toys & children", "TOY TOYS GAME DOLLY CHILDRENS CHILDS SPACEBOY PUZZLE PLAYHOUSE SKITTLES SOLDIERS RABBIT"},
	{"garden", "Garden", "GARDEN GARDENERS PLANT POTS BIRD WATERING HERB"},
	{"home", "Home & decoration", "FRAME CLOCK MIRROR SIGN CUSHION HOOK HOOKS WALL DRAWER DOORMAT HANGING DECORATION HEART BOX CABINET VASE COVER METAL WOODEN"},
	{"other", "Other gifts", ""},
}

// charges is the category of what is not stocked.
const charges = "charges"

func categories() []*Category {
	all := []*Category{{ID: key[ref.Category]("category", charges), Code: charges, Name: "Charges"}}
	for _, s := range shelves {
		all = append(all, &Category{ID: key[ref.Category]("category", s.code), Code: s.code, Name: s.name})
	}
	return all
}

// key is the identifier that always names the same thing of these files.
func key[I ~[16]byte](kind, name string) I {
	return I(id.Derive[any]("online-retail/"+kind, name))
}

// place finds the category of goods by their name.
func place(name string) ref.Category {
	words := strings.FieldsFunc(strings.ToUpper(name), func(r rune) bool { return r == ' ' || r == ',' || r == '.' || r == '/' })
	for _, s := range shelves {
		shelf := strings.Fields(s.words)
		if len(shelf) == 0 || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(shelf, w) }) {
			return key[ref.Category]("category", s.code)
		}
	}
	return ref.Category{}
}

// sample is what the lines say of one SKU.
type sample struct {
	sku    *SKU
	names  []string // in the order of the file
	counts map[string]int
	prices []fixed.Amount
}

// learn collects the SKUs of the file, in its order.
func (c *composer) learn(lines []Line) {
	for i := range lines {
		l := &lines[i]
		if l.Kind == BadDebt || l.Kind == Duplicate || l.Kind == Rejected {
			continue
		}
		code := strings.ToUpper(l.Code)
		s := c.samples[code]
		if s == nil {
			s = &sample{sku: &SKU{ID: key[ref.SKU]("sku", code), Code: l.Code, Charge: l.Kind == Charge, Fee: fees[code]}, counts: map[string]int{}}
			c.samples[code] = s
			c.plan.Masters.SKUs = append(c.plan.Masters.SKUs, s.sku)
		}
		s.hear(l)
	}
	for _, s := range c.samples {
		s.settle()
	}
}

// hear takes names and prices from lines at a price: the others hold remarks such as "damaged".
func (s *sample) hear(l *Line) {
	if l.Price > 0 && l.Name != "" {
		if s.counts[l.Name] == 0 {
			s.names = append(s.names, l.Name)
		}
		s.counts[l.Name]++
	}
	if l.Kind == Sale {
		s.prices = append(s.prices, l.Price)
	}
}

func (s *sample) settle() {
	s.sku.Name = s.sku.Code
	best := 0
	for _, name := range s.names {
		if s.counts[name] > best {
			s.sku.Name, best = name, s.counts[name]
		}
	}
	if s.sku.Charge {
		s.sku.Category = key[ref.Category]("category", charges)
		return
	}
	s.sku.Category = place(s.sku.Name)
	s.sku.Price = median(s.prices)
	s.sku.Cost, _ = s.sku.Price.Part(1, costShare)
}

func median(prices []fixed.Amount) fixed.Amount {
	if len(prices) == 0 {
		return 0
	}
	slices.Sort(prices)
	middle, _ := (prices[(len(prices)-1)/2] + prices[len(prices)/2]).Part(1, 2)
	return middle
}
