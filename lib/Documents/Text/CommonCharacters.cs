using System.Collections.Frozen;

namespace Onebox.Documents.Text;

/// <summary>The characters that make up most of any text in a language: a wrong encoding hits them only by chance.</summary>
internal static class CommonCharacters
{
    public static readonly FrozenSet<char> SimplifiedChinese = Set(
        "的一是了不在有个人这上中大为来我到出要以时和地们得可下对生也子就过能他会多发说而于自之用年行家方后作成开面事好小心前所道法如进着同经分定都然与本还其当起动已两点从问里主实天高去现长此三将无国全文理明日些看只公等十意正外想间把情者没重相那向知因样学应又手但信关使种见力名二处门并口么先位头回话很再由身入内第平被给次别几月真立新通少机打水果最部何安接报声任结海直路或各期美加件系文义程车政度件工作电量据价格质数合同费资料员规表单企业务产品管理使用客户项目服需求设备技术系统据可以时间请按书条款责任支付月日第章节附的本司限公司报告采购销售，。、；：？！“”（）《》");

    public static readonly FrozenSet<char> TraditionalChinese = Set(
        "的一是了不在有個人這上中大為來我到出要以時和地們得可下對生也子就過能他會多發說而於自之用年行家方後作成開面事好小心前所道法如進著同經分定都然與本還其當起動已兩點從問裡主實天高去現長此三將無國全文理明日些看只公等十意正外想間把情者沒重相那向知因樣學應又手但信關使種見力名二處門並口麼先位頭回話很再由身入內第平被給次別幾月真立新通少機打水果最部何安接報聲任結海直路或各期美加件系義程車政度工電量據價格質數合約費資料員規表單企業務產品管理客戶項目服需求設備技術系統請按書條款責支付章節附司限告採購銷售，。、；：？！「」『』（）《》");

    public static readonly FrozenSet<char> Japanese = Set(
        string.Concat(Enumerable.Range(0x3041, 0x56).Select(c => (char)c)) + string.Concat(Enumerable.Range(0x30A1, 0x5A).Select(c => (char)c)) + "ー、。「」・日本人年大出中学生会国事業務使用時分上下私見行来今合手間目何前社場度月火水木金土理内外部名者新数機能品質設定操作方法（）");

    public static readonly FrozenSet<char> Korean = Set(
        "이다는을의에가하고로한지를은기서사있인시스도어자리나대들그해일수것과정보전부라장제으로게여관주상원비동적구만안면성소화되경용국공실신아우조습니까합할함및등중년월일입력문서발생통계표품질량행위치무회개업체방물건모드선택설명처음내외기술고객");

    public static readonly FrozenSet<char> Western = Set("éèêëàâäçîïôöùûüßñóíáúãõåæøòìœ’‘“”–—…€£°§«»·©®ÀÉÈÖÄÜÇÅØÆ½²³µ×•™\u00a0");

    public static readonly FrozenSet<char> CentralEuropean = Set("ąćęłńóśźżěščřžýáíéúůďťňőűăâîșțŐŰŁŚŻŹĆŠČŘŽÝÁÍÉ„”–’…");

    public static readonly FrozenSet<char> Cyrillic = Set("абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґ«»—–№");

    public static readonly FrozenSet<char> Greek = Set("αβγδεζηθικλμνξοπρστυφχψωςάέήίόύώϊϋ«»");

    public static readonly FrozenSet<char> Turkish = Set("ğışİŞĞçöüÇÖÜâî’“”–…");

    public static readonly FrozenSet<char> Hebrew = Set("אבגדהוזחטיךכלםמןנסעףפץצקרשת׳״־–₪");

    public static readonly FrozenSet<char> Arabic = Set("ءآأؤإئابةتثجحخدذرزسشصضطظعغـفقكلمنهوىيپچژگ،؛؟ًٌٍَُِّْ");

    private static FrozenSet<char> Set(string characters) => characters.ToFrozenSet();
}
