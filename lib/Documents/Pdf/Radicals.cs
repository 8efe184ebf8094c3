namespace Onebox.Documents.Pdf;

/// <summary>
/// Radicals of Chinese characters that are characters themselves. Fonts show both by one glyph, and programs that tell a glyph's character by the font (Chromium) name the radical:
/// 门 comes as U+2ED4, and nobody finds it. Compatibility forms cover U+2F00 on only; these are Unicode's EquivalentUnifiedIdeograph.txt.
/// </summary>
internal static class Radicals
{
    private const string Supplement = "⺁⺈⺌⺓⺕⺗⺘⺙⺜⺝⺞⺟⺠⺡⺣⺤⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺳⺶⺹⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳";
    private const string Characters = "厂刀小幺彐心扌攵日月歺母民氵灬爫丬牛犭王疋目示礻竹糹纟罓羊耂肀肉臼艹艹艹虎衤覀西见角讠贝车辶辶邑钅長镸长门阝雨青韦页风飞食食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟";

    public static char ToCharacter(char c) => Supplement.IndexOf(c, StringComparison.Ordinal) is var at and >= 0 ? Characters[at] : c;
}
