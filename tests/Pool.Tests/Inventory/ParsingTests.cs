using CsCheck;
using Microsoft.Extensions.Logging;
using Onebox.Pool.Inventory;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Inventory;

public sealed class ParsingTests
{
    [Fact]
    public void ProcessStat_WithParenthesesInTheCommand_IsReadToItsLast()
    {
        var process = ProcessTable.Parse("12 (a) (b c)) R 1 13 14 0 -1 4194304 1 2 3 4 50 60 7 8 20 0 9 0 999 1000 11 18446744073709551615", "100 40 15 0 0 0 0", 4096)!;
        Assert.Equal(new RunningProcess(12, "a) (b c)", 13, 14, 999, 40 * 4096, 25 * 4096, 110, 'R'), process);
    }

    [Fact]
    public void ProcessStat_OfAnyText_NeverThrows() =>
        Gen.Select(Gen.String[Gen.Char["0123456789 ()RSx-\n"], 0, 200], Gen.String[Gen.Char["0123456789 "], 0, 40]).Sample((stat, statm) => { ProcessTable.Parse(stat, statm, 4096); });

    [Fact]
    public void Mount_WithEscapesAndOptionalFields_IsRead() =>
        Assert.Equal(
            new Mount("8:1", "/", "/data disk", "ext4", "/dev/sda1", "rw,discard"),
            Mount.Parse(@"36 35 8:1 / /data\040disk rw,noatime master:1 shared:2 - ext4 /dev/sda1 rw,discard"));

    [Fact]
    public void Mount_OfAnyText_NeverThrows() => Gen.String[Gen.Char[@"019:/\ -ab"], 0, 120].Sample(line => { Mount.Parse(line); });

    [Fact]
    public void Mount_HoldingAPath_IsTheDeepest()
    {
        Mount[] mounts = [new("1:0", "/", "/", "a", "a", ""), new("2:0", "/", "/data", "b", "b", ""), new("3:0", "/", "/data/box", "c", "c", "")];
        Assert.Equal("2:0", Mount.Holding(mounts, "/data/boxes/one")!.Device);
        Assert.Equal("3:0", Mount.Holding(mounts, "/data/box")!.Device);
        Assert.Equal("1:0", Mount.Holding(mounts, "/database")!.Device);
    }

    [Fact]
    public void WorkerLogLine_OfAnyText_NeverThrowsAndKeepsTheWords()
    {
        Gen.String[0, 200].Sample(text => Assert.NotNull(WorkerOutput.Parse(text).Message));
        Gen.String[Gen.Char["{}\":,lcmx01Error"], 0, 60].Sample(text => Assert.NotNull(WorkerOutput.Parse("{" + text).Message));
        Assert.Equal((LogLevel.Debug, "native", "llama_load: ok"), WorkerOutput.Parse("llama_load: ok"));
    }
}
