// The tables of names, and how a number picks from them.
#include "simulator/names.h"

#include <array>
#include <charconv>

namespace shelfd::simulator {
namespace {

struct Shelf {
  const char* code = "";
  const char* category = "";
  std::array<const char*, 4> things = {};
  Range price;
};

constexpr std::array<Shelf, 8> kShelves = {{
    {"KET",
     "kettles",
     {"kettle 1.7 l", "kettle 1.0 l", "gooseneck kettle", "glass kettle"},
     {24, 70}},
    {"COF",
     "coffee",
     {"coffee grinder", "moka pot 6 cups", "french press", "milk frother"},
     {15, 90}},
    {"PAN", "pans", {"frying pan 28 cm", "saucepan 2 l", "wok 30 cm", "casserole 4 l"}, {18, 80}},
    {"KNI",
     "knives",
     {"chef's knife 20 cm", "bread knife", "paring knife", "knife block"},
     {9, 75}},
    {"BLE",
     "blenders",
     {"hand blender", "stand mixer", "blender 1.5 l", "food chopper"},
     {29, 160}},
    {"AUD", "audio", {"headphones", "earbuds", "speaker", "soundbar"}, {19, 140}},
    {"CHA", "chargers", {"charger 65 W", "power bank", "cable 2 m", "wall plug"}, {8, 45}},
    {"LAM", "lamps", {"desk lamp", "bedside lamp", "light strip 5 m", "bulb E27"}, {7, 55}},
}};

constexpr std::array<const char*, 10> kBrands = {"Aster", "Borea", "Calda", "Dorn", "Elmo",
                                                 "Fjord", "Garda", "Hazel", "Iris", "Juno"};

constexpr std::array<const char*, kRivalNames> kRivals = {
    "pricehut", "Halden Store", "kitchenly",   "Bigbarn",    "volt24",   "Casa Blu",
    "nestwell", "dealbird",     "corner-shop", "The Pantry", "gadgetry", "Nordlicht"};

constexpr std::array<const char*, kSupplierNames> kSuppliers = {
    "Northway Trading", "Delta Imports", "Brightline", "Kontor Sud", "Pacific Goods", "Oldbridge"};

constexpr std::size_t kNumberDigits = 4;

const Shelf& shelf_of(std::size_t index) { return kShelves[index % kShelves.size()]; }

}  // namespace

MerchantId merchant_id(std::size_t merchant) {
  return MerchantId{merchant == 0 ? "demo" : "demo-" + std::to_string(merchant + 1)};
}

ItemId item_id(std::size_t index, std::size_t merchants) {
  std::string number = std::to_string(index + 1);
  if (number.size() < kNumberDigits) number.insert(0, kNumberDigits - number.size(), '0');
  return {.merchant = merchant_id(index % merchants),
          .sku = Sku{std::string(shelf_of(index).code) + "-" + number}};
}

std::optional<std::size_t> item_index(const ItemId& item) {
  const std::string& sku = item.sku.value;
  const std::size_t dash = sku.rfind('-');
  if (dash == std::string::npos) return std::nullopt;
  std::size_t number = 0;
  const char* end = sku.data() + sku.size();
  const auto parsed = std::from_chars(sku.data() + dash + 1, end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end || number == 0) return std::nullopt;
  return number - 1;
}

Category category_of(std::size_t index) { return Category{shelf_of(index).category}; }

std::string title_of(std::size_t index) {
  const std::size_t round = index / kShelves.size();
  const auto& things = shelf_of(index).things;
  const std::size_t variant = round / things.size();
  const std::size_t brand = (variant + 3 * index) % kBrands.size();
  std::string title = std::string(kBrands[brand]) + " " + things[round % things.size()];
  if (variant >= kBrands.size()) title += " no. " + std::to_string(variant);
  return title;
}

Range price_range(std::size_t index) { return shelf_of(index).price; }

std::string rival_name(std::size_t rival) { return kRivals[rival]; }

SupplierId supplier_id(std::size_t supplier) { return SupplierId{kSuppliers[supplier]}; }

}  // namespace shelfd::simulator
