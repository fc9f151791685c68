// Outlook words, a table a language. See outlook_phrase.h.
#include "base/check.h"
#include "wording/outlook_phrase.h"

namespace shelfd::wording {
namespace {

using enum OutlookPhrase;

constexpr OutlookTexts kEnglishTexts = {{
    {Head, "Next 14 days"},
    {ColumnDay, "day"},
    {ColumnUnits, "units"},
    {ColumnRange, "range"},
    {ColumnDrivers, "what moves it"},
    {Weekdays, "Mon Tue Wed Thu Fri Sat Sun"},
    {EachDay, "each day"},
    {Together, "all {days}"},
    {Legend,
     "# is what is expected, - the rest of the range, in which a day ends eight times in ten. The "
     "first day counts whole."},
    {Ordinary,
     "An ordinary day sells about {units}: the average of a week at your usual price of {price}, "
     "rivals asking the same."},
    {OrdinaryPlain, "An ordinary day sells about {units}: the average of a week."},
    {AllDays, "On all these days alike: {drivers}."},
    {Assumed, "* leans on an assumption: it was seen too seldom to be learnt well."},
    {Alike,
     "It sold on too few days of late to tell weekdays, prices or promotions apart, so all days "
     "are expected to be alike."},
    {DriverWeekday, "weekday {percent}"},
    {DriverPrice, "your price {percent}"},
    {DriverRivals, "rivals {percent}"},
    {DriverPromotion, "promotion {percent}"},
    {DriverOccasion, "{names} {percent}"},
    {DriverSoFar, "sold so far {percent}"},
    {DriverPooled, "as other items went {percent}"},
    {ItemOne, "{n} other item"},
    {ItemMany, "{n} other items"},
    {CategoryNamed, "the category \"{name}\""},
    {NoCategory, "the items without a category"},
    {LeanPart,
     "{percent} of this still comes from {category} ({items}), the rest from about {days} of its "
     "own; older days count less."},
    {LeanAll,
     "All of this still comes from {category} ({items}): no day of its own has closed yet."},
    {LeanAssumedPart,
     "{percent} of this is still an assumption, as nothing was learnt yet from {category}; the "
     "rest "
     "comes from about {days} of its own; older days count less."},
    {LeanAssumedAll,
     "All of this is an assumption: nothing was learnt yet from this item, nor from {category}."},
    {Swing,
     "A demand swing is under way: {seen} sold since {date}, where {expected} were expected. The "
     "days above follow it within weeks, should it last."},
    {Returns,
     "{percent} of its units come back, {delay} after they were sold in the mean: about {units} in "
     "these {days}."},
    {ReturnsLean, "{percent} of that rate still comes from {category}."},
    {ReturnsResold,
     "{percent} of them are sold again, by your rules, so plans order less by as many."},
    {ReturnsCounted,
     "They count as stock when a stock count says so; no plan orders less for them."},
    {NeverSold, "No sale of it has been seen yet."},
    {NoPrice, "Your own price is not known, so prices move nothing here."},
    {NoRivals, "No rival's offer counts, so rivals move nothing here."},
    {NeverCounted,
     "Its stock was never counted: a day without stock looks like one without buyers, so this may "
     "be too low."},
    {OutOfStock, "It is out of stock: this is what would sell if it were there."},
    {NotClosed, "Sales are learnt up to {date}; later days have not closed yet."},
    {Quiet, "Nothing has been heard of it since {date}."},
}};
static_assert(complete(kEnglishTexts));

constexpr OutlookTexts kSimplifiedTexts = {{
    {Head, "未来 14 天"},
    {ColumnDay, "日期"},
    {ColumnUnits, "件数"},
    {ColumnRange, "区间"},
    {ColumnDrivers, "影响因素"},
    {Weekdays, "周一 周二 周三 周四 周五 周六 周日"},
    {EachDay, "每天"},
    {Together, "{days}合计"},
    {Legend, "# 为预计销量，- 为区间的其余部分；十天里有八天落在区间内。第一天按整天计。"},
    {Ordinary, "普通的一天约卖 {units}：按您平常的售价 {price}、竞争卖家要价相同时一周的平均。"},
    {OrdinaryPlain, "普通的一天约卖 {units}：一周的平均。"},
    {AllDays, "这些天都一样的因素：{drivers}。"},
    {Assumed, "* 部分依据假设：见到的次数太少，还没有学准。"},
    {Alike, "近来有销量的日子太少，分不清星期、价格和促销的影响，所以预计每天都一样。"},
    {DriverWeekday, "星期 {percent}"},
    {DriverPrice, "您的售价 {percent}"},
    {DriverRivals, "竞争卖家 {percent}"},
    {DriverPromotion, "促销 {percent}"},
    {DriverOccasion, "{names} {percent}"},
    {DriverSoFar, "当日已售 {percent}"},
    {DriverPooled, "参照其他商品 {percent}"},
    {ItemOne, "另外 {n} 个商品"},
    {ItemMany, "另外 {n} 个商品"},
    {CategoryNamed, "品类“{name}”"},
    {NoCategory, "无品类的商品"},
    {LeanPart,
     "其中 {percent} 仍来自{category}（{items}），其余来自它自己约 {days}的销售；越早的日子"
     "分量越轻。"},
    {LeanAll, "全部仍来自{category}（{items}）：它自己还没有完整的一天。"},
    {LeanAssumedPart,
     "其中 {percent} 仍是假设，因为从{category}还没有学到什么；其余来自它自己约 "
     "{days}的销售；越早的日子分量越轻。"},
    {LeanAssumedAll, "全部是假设：从它自己和{category}都还没有学到什么。"},
    {Swing,
     "正在发生销量异动：{date} 起卖出 {seen}，原预计 {expected}。若持续，以上各天会在几周内跟上。"},
    {Returns, "售出的货有 {percent} 会退回，平均在售出 {delay}之后：这 {days}里大约退回 {units}。"},
    {ReturnsLean, "这个比率的 {percent} 仍来自{category}。"},
    {ReturnsResold, "按您的规则，其中 {percent} 会再卖出，所以补货计划会少订这些。"},
    {ReturnsCounted, "盘点计入后才算库存；补货计划不会因此少订。"},
    {NeverSold, "还没有见到它的销售。"},
    {NoPrice, "还不知道您自己的售价，所以价格在这里不起作用。"},
    {NoRivals, "没有可计入的对手报价，所以竞争卖家在这里不起作用。"},
    {NeverCounted, "从未盘点过库存：缺货的日子看起来像没有买家的日子，所以可能偏低。"},
    {OutOfStock, "目前缺货：这是有货时会卖出的数量。"},
    {NotClosed, "销售已学到 {date}；之后的日子还没有结束统计。"},
    {Quiet, "自 {date} 以来没有它的任何消息。"},
}};
static_assert(complete(kSimplifiedTexts));

constexpr OutlookTexts kTraditionalTexts = {{
    {Head, "未來 14 天"},
    {ColumnDay, "日期"},
    {ColumnUnits, "件數"},
    {ColumnRange, "區間"},
    {ColumnDrivers, "影響因素"},
    {Weekdays, "週一 週二 週三 週四 週五 週六 週日"},
    {EachDay, "每天"},
    {Together, "{days}合計"},
    {Legend, "# 為預期銷量，- 為區間的其餘部分；十天裡有八天落在區間內。第一天按整天計。"},
    {Ordinary, "普通的一天約賣 {units}：按您平常的售價 {price}、競爭賣家要價相同時一週的平均。"},
    {OrdinaryPlain, "普通的一天約賣 {units}：一週的平均。"},
    {AllDays, "這些天都一樣的因素：{drivers}。"},
    {Assumed, "* 部分依據假設：見到的次數太少，還沒有學準。"},
    {Alike, "近來有銷量的日子太少，分不清星期、價格和促銷的影響，所以預計每天都一樣。"},
    {DriverWeekday, "星期 {percent}"},
    {DriverPrice, "您的售價 {percent}"},
    {DriverRivals, "競爭賣家 {percent}"},
    {DriverPromotion, "促銷 {percent}"},
    {DriverOccasion, "{names} {percent}"},
    {DriverSoFar, "當日已售 {percent}"},
    {DriverPooled, "參照其他商品 {percent}"},
    {ItemOne, "另外 {n} 個商品"},
    {ItemMany, "另外 {n} 個商品"},
    {CategoryNamed, "類別「{name}」"},
    {NoCategory, "無類別的商品"},
    {LeanPart,
     "其中 {percent} 仍來自{category}（{items}），其餘來自它自己約 {days}的銷售；越早的日子"
     "份量越輕。"},
    {LeanAll, "全部仍來自{category}（{items}）：它自己還沒有完整的一天。"},
    {LeanAssumedPart,
     "其中 {percent} 仍是假設，因為從{category}還沒有學到什麼；其餘來自它自己約 "
     "{days}的銷售；越早的日子份量越輕。"},
    {LeanAssumedAll, "全部是假設：從它自己和{category}都還沒有學到什麼。"},
    {Swing,
     "正在發生銷量異常：{date} 起賣出 {seen}，原預期 {expected}。若持續，以上各天會在幾週內跟上。"},
    {Returns, "售出的貨有 {percent} 會退回，平均在售出 {delay}之後：這 {days}裡大約退回 {units}。"},
    {ReturnsLean, "這個比率的 {percent} 仍來自{category}。"},
    {ReturnsResold, "依您的規則，其中 {percent} 會再賣出，所以補貨計畫會少訂這些。"},
    {ReturnsCounted, "盤點列入後才算庫存；補貨計畫不會因此少訂。"},
    {NeverSold, "還沒有見到它的銷售。"},
    {NoPrice, "還不知道您自己的售價，所以價格在這裡不起作用。"},
    {NoRivals, "沒有可列入的競爭賣家報價，所以競爭賣家在這裡不起作用。"},
    {NeverCounted, "從未盤點過庫存：缺貨的日子看起來像沒有買家的日子，所以可能偏低。"},
    {OutOfStock, "目前缺貨：這是有貨時會賣出的數量。"},
    {NotClosed, "銷售已學到 {date}；之後的日子還沒有結束統計。"},
    {Quiet, "自 {date} 以來沒有它的任何消息。"},
}};
static_assert(complete(kTraditionalTexts));

}  // namespace

const OutlookTexts& outlook_texts(Language language) {
  switch (language) {
    case Language::English:
      return kEnglishTexts;
    case Language::ChineseSimplified:
      return kSimplifiedTexts;
    case Language::ChineseTraditional:
      break;
  }
  return kTraditionalTexts;
}

std::string say(Language language, OutlookPhrase phrase, const Values& values) {
  const auto said = fill(outlook_texts(language).at(static_cast<std::size_t>(phrase)).text, values);
  INVARIANT(said.has_value());
  return *said;
}

}  // namespace shelfd::wording
