using System.Text.Json;
using Onebox.Api;
using Onebox.Api.Box;
using Onebox.Cli.Connection;

namespace Onebox.Cli.Tests;

public sealed class BoxFinderTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(int.MaxValue)]
    public void Running_AFileOfAKilledBox_IsNone(int processId)
    {
        var folder = Directory.CreateTempSubdirectory("onebox-cli-");
        try
        {
            // 0: a number that another program has by now, this one.
            var key = Path.Combine(folder.CreateSubdirectory("run").FullName, "local.key");
            File.WriteAllText(key, "obl_1");
            var left = new RunningBox("http://127.0.0.1:8080", "box.sock", processId == 0 ? Environment.ProcessId : processId, DateTimeOffset.UnixEpoch, key);
            File.WriteAllText(Path.Combine(folder.FullName, "run", "box.json"), JsonSerializer.Serialize(left, ApiJson.Default.RunningBox));
            Assert.Null(BoxFinder.Running(folder.FullName));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
