#include "connectors/formats/personal_fields.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "connectors/formats/event_codec.h"

namespace shelfd::connectors {
namespace {

// Sources: the column names of order exports of Shopify, Amazon, Taobao and JD, and the identifiers
// of PIPL art. 28 and GDPR art. 4(1). A name is compared whole: "user_id" is one, "user_count" not.
constexpr auto kPersonalFields = std::to_array<std::string_view>({
    // clang-format off
    "address", "address1", "address2", "advertisingid", "alipayaccount", "anonymousid",
    "bankaccount", "bankaccountnumber", "billaddress1", "billaddress2", "billingaddress",
    "billingaddress1", "billingaddress2", "billingemail", "billingname", "billingphone",
    "billingstreet", "billingzip", "billname", "billpostalcode", "billto", "birthdate",
    "birthday", "browserip", "buyer", "buyeraddress", "buyeremail", "buyerid", "buyermessage",
    "buyername", "buyernick", "buyernickname", "buyerphone", "buyerphonenumber", "buyerusername",
    "cardnumber", "cellphone", "clientemail", "clientip", "clientname", "consignee",
    "consigneeaddress", "consigneename", "consigneephone", "consumerid", "consumername",
    "contact", "contactemail", "contactname", "contactphone", "cookie", "cookieid", "cpf",
    "creditcard", "creditcardnumber", "customer", "customeraddress", "customeremail",
    "customerfirstname", "customerid", "customerip", "customerlastname", "customername",
    "customernumber", "customerphone", "customeruniqueid", "dateofbirth", "deliveryaddress",
    "deliveryname", "deviceid", "dob", "email", "emailaddress", "familyname", "firstname",
    "fullname", "gaid", "givenname", "guestemail", "guestid", "homeaddress", "iban", "idcard",
    "idcardnumber", "idfa", "idnumber", "imei", "ip", "ipaddress", "ip地址", "lastname",
    "macaddress", "member", "memberid", "membername", "mobile", "mobilenumber", "mobilephone",
    "nationalid", "nickname", "openid", "passport", "passportnumber", "payer", "payeraccount",
    "payeremail", "payerid", "payername", "phone", "phonenumber", "postaladdress", "purchaser",
    "purchaseremail", "purchaserid", "purchasername", "qq", "receiver", "receiveraddress",
    "receivermobile", "receivername", "receiverphone", "recipient", "recipientaddress",
    "recipientname", "recipientphone", "sessionid", "shipaddress", "shipaddress1", "shipaddress2",
    "shipaddress3", "shipname", "shipphonenumber", "shippingaddress", "shippingaddress1",
    "shippingaddress2", "shippingemail", "shippingname", "shippingphone", "shippingstreet",
    "shippingzip", "shippostalcode", "shipto", "shiptoname", "shopper", "shopperemail",
    "shopperid", "shoppername", "socialsecuritynumber", "ssn", "street", "streetaddress",
    "surname", "taxidnumber", "tel", "telephone", "unionid", "user", "useragent", "useremail",
    "userid", "username", "userphone", "visitorid", "wechat", "wechatid", "whatsapp", "下单人",
    "下单帐号", "下单账号", "买家", "买家id", "买家会员名", "买家地址", "买家姓名", "买家手机",
    "买家手机号", "买家支付宝账号", "买家支付账号", "买家昵称", "买家电话", "买家留言",
    "买家账号", "买家邮箱", "付款人", "付款人姓名", "付款账号", "会员", "会员id", "会员卡号",
    "会员号", "会员名", "会员昵称", "使用者", "使用者id", "使用者名稱", "信用卡號", "信箱",
    "出生日期", "固定电话", "地址", "姓名", "客戶", "客戶id", "客戶信箱", "客戶名稱", "客戶地址",
    "客戶姓名", "客戶手機", "客戶編號", "客戶電話", "客户", "客户id", "客户名称", "客户地址",
    "客户姓名", "客户手机", "客户电话", "客户编号", "客户邮箱", "寄送地址", "微信", "微信号",
    "微信昵称", "微信號", "手机", "手机号", "手机号码", "手機", "手機號", "手機號碼", "护照",
    "护照号", "支付宝账号", "支付宝账户", "收件人", "收件人地址", "收件人姓名", "收件人手机",
    "收件人手機", "收件人电话", "收件人電話", "收件地址", "收貨人", "收貨人地址", "收貨人姓名",
    "收貨人手機", "收貨人電話", "收貨地址", "收货人", "收货人地址", "收货人姓名", "收货人手机",
    "收货人手机号", "收货人电话", "收货人详细地址", "收货人邮编", "收货地址", "昵称", "暱稱",
    "會員", "會員id", "會員卡號", "會員名", "會員暱稱", "會員編號", "浏览器ip", "生日", "用戶",
    "用戶id", "用戶名", "用户", "用户id", "用户名", "用户姓名", "用户手机号", "用户昵称",
    "用户账号", "电子邮件", "电子邮箱", "电话", "电话号码", "真实姓名", "真實姓名", "联系人",
    "联系人姓名", "联系手机", "联系方式", "联系电话", "聯絡人", "聯絡人姓名", "聯絡手機",
    "聯絡方式", "聯絡電話", "裝置id", "訂購人", "訂購人姓名", "設備id", "詳細地址", "護照號碼",
    "设备id", "设备号", "详细地址", "買家", "買家id", "買家信箱", "買家地址", "買家姓名",
    "買家帳號", "買家手機", "買家暱稱", "買家留言", "買家電話", "身份证", "身份证号",
    "身份证号码", "身分證", "身分證字號", "邮箱", "邮编", "郵遞區號", "銀行帳號", "银行卡号",
    "電子信箱", "電子郵件", "電話", "電話號碼", "顧客", "顧客id", "顧客姓名", "顧客電話", "顾客",
    "顾客id", "顾客姓名", "顾客电话",
    // clang-format on
});

constexpr std::size_t kLongest = 32;  // bytes of the longest bare form, at most

// For each first byte, a bit for each size that a bare form has: nearly every field name is told
// apart by it, which matters since each name of each record is asked for.
constexpr auto kSizes = [] {
  std::array<std::uint64_t, 256> sizes{};
  for (const std::string_view bare : kPersonalFields) {
    sizes[static_cast<unsigned char>(bare.front())] |= std::uint64_t{1} << bare.size();
  }
  return sizes;
}();

// What separates words in the exports' headers.
constexpr std::string_view kSeparators = " _-./:()\t";
constexpr auto kWideSeparators =
    std::to_array<std::string_view>({"\u3000", "\uFF08", "\uFF09", "\uFF1A"});

// Bytes of the separator beyond ASCII that the text begins with, or 0.
std::size_t wide_separator_bytes(std::string_view text) {
  for (const std::string_view separator : kWideSeparators) {
    if (text.starts_with(separator)) return separator.size();
  }
  return 0;
}

// Each byte of ASCII as it is compared: in lower case, and 0 for a separator.
constexpr auto kBare = [] {
  std::array<char, 128> bare{};
  for (std::size_t byte = 0; byte < bare.size(); ++byte) {
    const char c = static_cast<char>(byte);
    bare[byte] = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const char separator : kSeparators) bare[static_cast<unsigned char>(separator)] = 0;
  return bare;
}();

// A bit for each letter and digit that a bare form can end with; 0: neither.
constexpr std::uint64_t last_bit(char c) {
  if (c >= 'a' && c <= 'z') return std::uint64_t{1} << (c - 'a');
  return c >= '0' && c <= '9' ? std::uint64_t{1} << (26 + c - '0') : 0;
}

// For each first byte, the last letters of its bare forms.
constexpr auto kLast = [] {
  std::array<std::uint64_t, 256> last{};
  for (const std::string_view bare : kPersonalFields) {
    last[static_cast<unsigned char>(bare.front())] |= last_bit(bare.back());
  }
  return last;
}();

// Whether its two ends tell that it is none: most names, and each one of each record is asked for.
bool is_surely_none(std::string_view name) {
  if (name.empty()) return true;
  const auto front = static_cast<unsigned char>(name.front());
  const auto back = static_cast<unsigned char>(name.back());
  if (front >= kBare.size() || back >= kBare.size() || kBare[front] == 0) return false;
  const std::uint64_t end = last_bit(kBare[back]);
  return end != 0 && (kLast[static_cast<unsigned char>(kBare[front])] & end) == 0;
}

}  // namespace

std::span<const std::string_view> personal_fields() { return kPersonalFields; }

bool is_personal_field(std::string_view name) {
  static_assert(std::ranges::is_sorted(kPersonalFields));
  static_assert(std::ranges::all_of(kPersonalFields,
                                    [](std::string_view bare) { return bare.size() <= kLongest; }));
  if (is_surely_none(name)) return false;
  std::array<char, kLongest> letters;  // the first `size` are set
  letters[0] = 0;
  std::size_t size = 0;
  for (std::size_t at = 0; at < name.size();) {
    const auto byte = static_cast<unsigned char>(name[at]);
    const bool wide = byte >= kBare.size();
    const std::size_t skipped = wide ? wide_separator_bytes(name.substr(at)) : 0;
    const bool separates = wide ? skipped > 0 : kBare[byte] == 0 && byte != 0;
    if (!separates && size == kLongest) return false;
    if (!separates) letters[size++] = wide ? name[at] : kBare[byte];
    at += std::max<std::size_t>(skipped, 1);
  }
  if ((kSizes[static_cast<unsigned char>(letters[0])] >> size & 1U) == 0) return false;
  return std::ranges::binary_search(kPersonalFields, std::string_view(letters.data(), size));
}

}  // namespace shelfd::connectors
