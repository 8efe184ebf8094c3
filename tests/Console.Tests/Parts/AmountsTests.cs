using System.Globalization;
using Onebox.Console.Parts;

namespace Onebox.Console.Tests.Parts;

public sealed class AmountsTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public AmountsTests() => CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("en-US");

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Theory]
    [InlineData(0d, "0 B")]
    [InlineData(1023d, "1023 B")]
    [InlineData(1024d, "1 KiB")]
    [InlineData(1_185_376d, "1.13 MiB")]
    [InlineData(25_769_803_776d, "24 GiB")]
    public void Bytes_InBinaryUnits_KeepThreeDigits(double bytes, string expected) => Assert.Equal(expected, Amounts.Bytes(bytes));

    [Fact]
    public void Bytes_InAGermanBrowser_HaveACommaForTheFraction()
    {
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
        Assert.Equal("1,5 GiB", Amounts.Bytes(1.5 * 1024 * 1024 * 1024));
    }

    [Theory]
    [InlineData(260_032L, "260 K")]
    [InlineData(7_615_616_512L, "7.62 B")]
    [InlineData(42L, "42")]
    public void Count_OfParameters_IsShort(long count, string expected) => Assert.Equal(expected, Amounts.Count(count));

    [Fact]
    public void Figures_ThatAreNotKnown_AreADash()
    {
        Assert.Equal("–", Amounts.Bytes(null));
        Assert.Equal("–", Amounts.Count(null));
        Assert.Equal("–", Amounts.Number(null, "tok/s"));
        Assert.Equal("–", Amounts.Milliseconds(null));
    }

    [Theory]
    [InlineData(0.2, "under 1 s")]
    [InlineData(59, "59 s")]
    [InlineData(250, "4 min 10 s")]
    [InlineData(93_600, "1 d 2 h")]
    public void Duration_HasTwoUnitsAtMost(double seconds, string expected) => Assert.Equal(expected, Amounts.Duration(seconds));

    [Fact]
    public void Ago_BeforeAndAfterNow_SaysWhich()
    {
        var now = new DateTimeOffset(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
        Assert.Equal("12 min ago", Amounts.Ago(now.AddMinutes(-12), now));
        Assert.Equal("in 3 h", Amounts.Ago(now.AddHours(3), now));
        Assert.Equal("now", Amounts.Ago(now.AddSeconds(-2), now));
    }
}
