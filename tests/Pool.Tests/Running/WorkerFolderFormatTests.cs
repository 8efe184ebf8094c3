using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Onebox.Pool.Role;
using Onebox.Pool.Running;

namespace Onebox.Pool.Tests.Running;

/// <summary>Pins docs/formats/worker-folder.md.</summary>
public sealed class WorkerFolderFormatTests
{
    [Fact]
    public void Settings_AreWrittenAsSpecified() => Assert.Equal(
        """{"workerId":"wrk_1","kind":"serving","socketPath":"/run/s","slices":[{"deviceId":"dev_1","deviceKind":"memory","bytes":5,"compute":0}],"cpuCores":1.5,"memoryBytes":5,"settings":{"a":1}}""",
        Text(new WorkerSettings("wrk_1", "serving", "/run/s", [new LeasedSlice("dev_1", "memory", 5, 0)], 1.5, 5, JsonSerializer.SerializeToElement(new { a = 1 }))));

    [Fact]
    public void Trace_IsWrittenAsSpecified() => Assert.Equal(
        """{"workerId":"wrk_1","processId":42,"startTicks":900,"bootId":"b","socketPath":"/run/s","cgroups":["/cg/1"]}""",
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(new WorkerTrace("wrk_1", 42, 900, "b", "/run/s", ["/cg/1"]), WorkerFolderJson.Default.WorkerTrace)));

    [Fact]
    public void LogLine_IsWrittenAndReadAsSpecified()
    {
        using var written = new StringWriter();
        using var provider = new WorkerLogProvider(written);
        provider.CreateLogger("engine").Log(LogLevel.Error, default, "it broke", null, (s, _) => s);

        Assert.Equal("""{"l":"Error","c":"engine","m":"it broke"}""", written.ToString().TrimEnd());
        Assert.Equal((LogLevel.Error, "engine", "it broke"), WorkerOutput.Parse(written.ToString().TrimEnd()));
    }

    private static string Text(WorkerSettings settings) => Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(settings, WorkerFolderJson.Default.WorkerSettings));
}
