/** @import { Strings } from "./en.js" */

/** @type {Strings} */
export const strings = {
  dir: "rtl",
  close: "إغلاق المحادثة",
  unread: (count) => {
    if (count === 1) return `رسالة جديدة (${count})`;
    return count % 100 >= 3 && count % 100 <= 10 ? `${count} رسائل جديدة` : `${count} رسالة جديدة`;
  },
  more: "المزيد",
  log: "الرسائل",
  you: "أنت",
  us: "رسالة آلية",
  write: "اكتب رسالة",
  write_or_choose: "اختر من الأعلى أو اكتب",
  fill_in: "يُرجى ملء النموذج أعلاه أولًا.",
  send: "إرسال",
  looking: "نبحث عمّن يساعدك",
  place: (place) => (place > 1 ? `الجميع مشغولون. ترتيبك في الانتظار ${place}.` : "الجميع مشغولون. دورك هو التالي."),
  late: "لم تصلنا رسالتك بعد. ستصل.",
  joined: (name) => `انضم ${name} إلى المحادثة`,
  left: (name) => `غادر ${name} المحادثة`,
  handed_over: "سيتولى شخص آخر المحادثة.",
  with: "أنت تتحدث مع",
  typing: (name) => `${name} يكتب الآن`,
  connecting: "جارٍ الاتصال",
  reconnecting: "جارٍ إعادة الاتصال…",
  offline: "أنت غير متصل. ستُرسل رسائلك عند عودة الاتصال.",
  newest: "رسائل جديدة",
  too_long: "هذه الرسالة طويلة جدًا.",
  bad_answer: "هذه الإجابة غير مناسبة. يُرجى المحاولة مجددًا.",
  not_now: "تعذّر الإرسال الآن.",
  ends_soon: "ستنتهي هذه المحادثة قريبًا إن لم يُكتب شيء آخر.",
  ended_by_visitor: "أنهيت المحادثة.",
  ended_by_agent: "انتهت المحادثة. شكرًا لك!",
  ended_by_system: "انتهت هذه المحادثة.",
  thanks: "شكرًا لك! سنكتب إليك.",
};
