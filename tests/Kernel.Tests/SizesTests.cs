namespace Onebox.Kernel.Tests;

public sealed class SizesTests
{
    [Theory]
    [InlineData(0, "0 bytes")]
    [InlineData(999, "999 bytes")]
    [InlineData(1536, "1.5 KiB")]
    [InlineData(1_048_575, "1 MiB")]
    [InlineData(6_034_482_135, "5.62 GiB")]
    [InlineData(12_884_901_888, "12 GiB")]
    [InlineData(long.MaxValue, "8192 PiB")]
    public void Text_AnySize_HasAtMostThreeDigitsAndABinaryUnit(double bytes, string text) => Assert.Equal(text, Sizes.Text(bytes));
}
