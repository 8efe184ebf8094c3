using System.Text;
using Onebox.Documents.Text;

namespace Onebox.Documents.Tests.Text;

public sealed class EncodingDetectorTests
{
    private const string Chinese = "公司产品质量管理手册\n本手册规定了产品质量的基本要求，所有部门都应当按照本手册的规定开展工作。设备的维护周期为三个月，发现问题请及时报告。";
    private const string Traditional = "公司產品品質管理手冊\n本手冊規定了產品品質的基本要求，所有部門都應當按照本手冊的規定開展工作。設備的維護週期為三個月，發現問題請及時報告。";
    private const string Japanese = "品質管理マニュアル\nこの文書は製品の品質に関する基本的な要求事項を定めるものです。すべての部門はこの規定に従って業務を行わなければなりません。";
    private const string Korean = "품질 관리 매뉴얼\n이 문서는 제품의 품질에 관한 기본 요구 사항을 정한다. 모든 부서는 이 규정에 따라 업무를 수행하여야 한다.";
    private const string French = "Manuel de qualité\nCe document décrit les exigences générales. L’équipe vérifie chaque pièce dès réception et note les écarts à l’écran.";
    private const string German = "Qualitätshandbuch\nDieses Dokument regelt die Prüfung der Geräte. Jede Abteilung muß die Änderungen übernehmen und schriftlich bestätigen.";
    private const string Russian = "Руководство по качеству\nНастоящий документ устанавливает основные требования к качеству продукции. Все отделы обязаны соблюдать их.";
    private const string Polish = "Księga jakości\nNiniejszy dokument określa wymagania dotyczące jakości wyrobów. Każdy dział powinien przestrzegać tych zasad i zgłaszać błędy.";
    private const string Greek = "Εγχειρίδιο ποιότητας\nΤο έγγραφο αυτό ορίζει τις βασικές απαιτήσεις για την ποιότητα των προϊόντων της εταιρείας.";

    private const string Turkish = "Kalite el kitabı\nBu belge ürünlerin kalitesi için temel koşulları belirler. Bütün bölümler değişiklikleri yazılı olarak bildirmek zorundadır.";
    private const string Hebrew = "מדריך איכות\nמסמך זה קובע את הדרישות הבסיסיות לאיכות המוצרים. כל מחלקה חייבת לפעול לפיהן ולדווח על תקלות.";
    private const string Arabic = "دليل الجودة\nتحدد هذه الوثيقة المتطلبات الأساسية لجودة المنتجات. على جميع الأقسام الالتزام بها والإبلاغ عن الأعطال.";

    public static TheoryData<int, string> Texts => new()
    {
        { 1254, Turkish }, { 1255, Hebrew }, { 1256, Arabic }, { 866, Russian }, { 28592, Polish }, { 10000, French }, { 10000, German },
        { 65001, Chinese }, { 54936, Chinese }, { 936, Chinese }, { 950, Traditional }, { 932, Japanese }, { 51932, Japanese }, { 949, Korean },
        { 1252, French }, { 1252, German }, { 28591, German }, { 1251, Russian }, { 20866, Russian }, { 1250, Polish }, { 1253, Greek },
        { 1200, Chinese }, { 1201, Chinese }, { 1200, French }, { 1201, Russian }, { 12000, French }, { 65001, Korean }, { 1200, Korean },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void Bytes_WithoutMark_AreReadInTheirEncoding(int codePage, string text)
    {
        var bytes = EncodingDetector.CodePage(codePage).GetBytes(text);
        Assert.Equal(text, EncodingDetector.Detect(bytes)!.GetString(bytes));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void ShortLine_WithoutMark_IsReadInItsEncoding(int codePage, string text)
    {
        // A part of a sentence is what a name or a subject line gives: enough for scripts of their own, not for accents.
        if (codePage is 1252 or 28591 or 1250 or 28592 or 1254 or 10000) return;
        var line = text.Split('\n')[1][..24];
        var bytes = EncodingDetector.CodePage(codePage).GetBytes(line + "\n");
        Assert.Equal(line.TrimEnd(), EncodingDetector.Detect(bytes)!.GetString(bytes).TrimEnd());
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public async Task ByteOrderMark_IsObeyedAndDropped(string name)
    {
        var encoding = Encoding.GetEncoding(name);
        var document = await Parsing.ParseAsync("a.txt", [.. encoding.GetPreamble(), .. encoding.GetBytes(Chinese)]);
        Assert.Equal(Chinese, document.Single<ParagraphBlock>().Text);
    }

    [Fact]
    public async Task Utf8Sample_CutInsideACharacter_IsStillUtf8()
    {
        var text = new string('x', EncodingDetector.SampleBytes - 1) + "质量";
        var document = await Parsing.ParseAsync("a.txt", text);
        Assert.Equal("utf-8", document.Metadata["encoding"]);
        Assert.EndsWith("质量", document.Blocks[^1].ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bytes_OfAProgram_AreRefused()
    {
        var refusal = await Parsing.RefuseAsync("tool.bin", [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3E, 0, 1, 0, 0, 0]);
        Assert.Equal(RefusalReason.Unsupported, refusal.Reason);
        Assert.Contains("tool.bin", refusal.Message, StringComparison.Ordinal);
    }
}
