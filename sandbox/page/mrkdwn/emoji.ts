// The emoji that people and bots at the pretend company use, by Slack's short names. Others stay as they are typed.

const table = `
100 💯|1234 🔢|+1 👍|-1 👎|adhesive_bandage 🩹|alarm_clock ⏰|alert 🚨|ambulance 🚑|arrow_down ⬇️|arrow_forward ▶️
arrow_left ⬅️|arrow_right ➡️|arrow_up ⬆️|arrows_counterclockwise 🔄|ballot_box_with_check ☑️|bangbang ‼️|bar_chart 📊
beers 🍻|bell 🔔|black_circle ⚫|blue_heart 💙|book 📖|bookmark 🔖|books 📚|boom 💥|brain 🧠|broken_heart 💔|bug 🐛
bulb 💡|bust_in_silhouette 👤|busts_in_silhouette 👥|calendar 📆|card_index_dividers 🗂️|card_file_box 🗃️|chart 💹
chart_with_downwards_trend 📉|chart_with_upwards_trend 📈|clap 👏|clipboard 📋|clock1 🕐|clock3 🕒|closed_lock_with_key 🔐
cloud ☁️|coffee ☕|computer 💻|confetti_ball 🎊|construction 🚧|credit_card 💳|crossed_fingers 🤞|cry 😢|dart 🎯|date 📅
disappointed 😞|dizzy 💫|door 🚪|earth_africa 🌍|email 📧|envelope ✉️|exclamation ❗|eyes 👀|face_with_monocle 🧐
fast_forward ⏩|file_folder 📁|fire 🔥|fire_engine 🚒|floppy_disk 💾|gear ⚙️|ghost 👻|gift 🎁|globe_with_meridians 🌐
green_heart 💚|grey_question ❔|grin 😁|grinning 😀|hammer 🔨|hammer_and_wrench 🛠️|handshake 🤝|hash #️⃣
heart ❤️|heavy_check_mark ✔️|heavy_exclamation_mark ❗|heavy_minus_sign ➖|heavy_multiplication_x ✖️|heavy_plus_sign ➕
hourglass ⌛|hourglass_flowing_sand ⏳|house 🏠|hugging_face 🤗|information_source ℹ️|interrobang ⁉️|joy 😂|key 🔑|label 🏷️
large_blue_circle 🔵|large_brown_circle 🟤|large_green_circle 🟢|large_orange_circle 🟠|large_purple_circle 🟣
large_red_square 🟥|large_green_square 🟩|large_yellow_circle 🟡|large_yellow_square 🟨|laughing 😆|link 🔗|lock 🔒
loudspeaker 📢|mag 🔍|mag_right 🔎|mega 📣|memo 📝|money_with_wings 💸|moneybag 💰|moon 🌙|muscle 💪|nerd_face 🤓
neutral_face 😐|new 🆕|no_bell 🔕|no_entry ⛔|no_entry_sign 🚫|no_good 🙅|o ⭕|octagonal_sign 🛑|ok ✅|ok_hand 👌|open_hands 👐
open_file_folder 📂|package 📦|page_facing_up 📄|paperclip 📎|party_popper 🎉|partying_face 🥳|pencil 📝|pencil2 ✏️
pensive 😔|person_in_lotus_position 🧘|point_down 👇|point_left 👈|point_right 👉|point_up ☝️|pray 🙏|pushpin 📌
question ❓|rage 😡|rainbow 🌈|raised_hand ✋|raised_hands 🙌|recycle ♻️|red_circle 🔴|relaxed ☺️|repeat 🔁|rewind ⏪
robot_face 🤖|rocket 🚀|rotating_light 🚨|round_pushpin 📍|runner 🏃|sad 😢|satellite 🛰️|scream 😱|scroll 📜|see_no_evil 🙈
seedling 🌱|shield 🛡️|ship 🚢|shrug 🤷|siren 🚨|skull 💀|sleeping 😴|slightly_frowning_face 🙁|slightly_smiling_face 🙂
small_blue_diamond 🔹|small_orange_diamond 🔸|small_red_triangle 🔺|smile 😄|smiley 😃|smirk 😏|snail 🐌|sob 😭|sparkles ✨
speech_balloon 💬|star ⭐|star2 🌟|stop_sign 🛑|stopwatch ⏱️|sunglasses 😎|sweat 😓|sweat_smile 😅|tada 🎉|telephone ☎️|thinking_face 🤔
thought_balloon 💭|thumbsdown 👎|thumbsup 👍|ticket 🎫|timer_clock ⏲️|toolbox 🧰|traffic_light 🚥|triangular_flag_on_post 🚩
trophy 🏆|turtle 🐢|unlock 🔓|upside_down_face 🙃|vertical_traffic_light 🚦|warning ⚠️|wastebasket 🗑️|watch ⌚|wave 👋
white_check_mark ✅|white_circle ⚪|white_large_square ⬜|black_large_square ⬛|wink 😉|wrench 🔧|writing_hand ✍️|x ❌|yellow_heart 💛|yum 😋|zap ⚡|zzz 💤
`;

const byName = new Map(
  table
    .split(/[|\n]/)
    .filter((entry) => entry !== '')
    .map((entry): [string, string] => {
      const [name = '', symbol = ''] = entry.split(' ');
      return [name, symbol];
    }),
);

const skinTones = ['🏻', '🏼', '🏽', '🏾', '🏿'];

/** The symbol for a short name, null when there is none. */
export function emojiFor(name: string): string | null {
  const [base = '', tone] = name.split('::skin-tone-');
  const symbol = byName.get(base);
  if (symbol === undefined) return null;
  return tone === undefined ? symbol : `${symbol}${skinTones[Number(tone) - 2] ?? ''}`;
}

/** Short names in plain text replaced by their symbols. */
export function withEmoji(text: string): string {
  return text.replaceAll(/:([a-z0-9_+'-]+):/g, (whole, name: string) => emojiFor(name) ?? whole);
}
