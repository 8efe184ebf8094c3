using System.Diagnostics;
using System.Globalization;
using Onebox.Testing;

namespace Onebox.Host.Tests;

/// <summary>Settings that are wrong: the box does not start, and says all that is.</summary>
public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("onebox-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Settings_WithSeveralFaults_AreAllNamedAtOnce()
    {
        var (code, error) = await StartAsync("""
            {"Prot": 1,
             "Onebox": {"Host": {"Port": "eighty", "Address": "nowhere", "DrainTimeout": "00:00:00"}, "Serving": {"MaxBodyBytes": -5, "MaxWating": 7},
                        "Records": {"Provider": "PostgreSql"}, "Pool": {"WorkerCommand": "run"}, "Nonsense": {"A": 1}}}
            """, "--Onebox:Security:PasswordLength", "3", "--Onebox:Catalog:DownloadAttempts:0", "4");

        Assert.Equal(2, code);
        Assert.All((string[])
        [
            "There is no setting Prot in the file", "Onebox:Host:Port cannot be 'eighty': it must be a whole number", "Onebox:Host:Address is no IP address", "Onebox:Host:DrainTimeout is",
            "Onebox:Serving:MaxBodyBytes must be", "There is no setting Onebox:Serving:MaxWating (did you mean Onebox:Serving:MaxWaiting?)", "Onebox:Records:ConnectionString is needed",
            "Onebox:Pool:WorkerCommand must be a list", "There is no setting Onebox:Nonsense", "PasswordLength", "There is no setting Onebox:Catalog:DownloadAttempts:0",
        ], said => Assert.Contains(said, error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_Mistyped_NameWhatWasMeant()
    {
        var (code, error) = await StartAsync("""{"Onebox": {"Host": {"Prt": 8080}}}""");

        Assert.Equal((2, "onebox-host: There is no setting Onebox:Host:Prt (did you mean Onebox:Host:Port?). Mend it in onebox.json, the environment or the flags.\n"), (code, error));
    }

    [Fact]
    public async Task Settings_OfEveryKindInTheFile_AreTaken()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "settings.json"), $$$"""
            // A list, a number, a duration, a truth, and one that is not set.
            {"Onebox": {"Host": {"DrainTimeout": "00:00:05", "CertificateFile": null}, "Catalog": {"ImportRoots": ["{{{_folder}}}"], "MaxDownloadBytesPerSecond": 100000}, "pool": {"useCgroups": false} } }
            """);
        await using var box = await RealBox.StartAsync("--config", Path.Combine(_folder, "settings.json"));

        Assert.Equal("ready", (await box.Client.GetBoxAsync()).State);
        Assert.Contains("switched off", (await box.Client.Pool.GetAsync()).Nodes[0].Confinement, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Error)> StartAsync(string file, params string[] flags)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "onebox.json"), file);
        using var host = Process.Start(new ProcessStartInfo(Checkout.HostProgram, ["--data", _folder, "--name", string.Create(CultureInfo.InvariantCulture, $"box{Environment.ProcessId}"), .. flags]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _ = host.StandardOutput.ReadToEndAsync();
        var error = await host.StandardError.ReadToEndAsync();
        await host.WaitForExitAsync();
        return (host.ExitCode, error);
    }
}
