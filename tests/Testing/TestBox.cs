using Microsoft.Extensions.Configuration;
using Onebox.Kernel;
using Onebox.Kernel.Files;
using Onebox.Kernel.Records;

namespace Onebox.Testing;

/// <summary>A data folder of its own with migrated records, and the services of the modules under test on it: real SQLite, no host.</summary>
public sealed class TestBox : IAsyncDisposable
{
    private readonly Action<IServiceCollection> _modules;
    private readonly TimeProvider _clock;
    private ServiceProvider _services;

    private TestBox(string folder, Action<IServiceCollection> modules, TimeProvider clock)
    {
        (Folder, _modules, _clock) = (folder, modules, clock);
        _services = Build();
    }

    public string Folder { get; }

    public DataFolder Data => Get<DataFolder>();

    /// <param name="modules">Registers what is tested: <c>services => services.AddSecurity()</c>.</param>
    public static TestBox Create(Action<IServiceCollection> modules, TimeProvider? clock = null) =>
        new(Directory.CreateTempSubdirectory("onebox-test-").FullName, modules, clock ?? TimeProvider.System);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>As after a restart of the host: new services on the same folder.</summary>
    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        _services = Build();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(Folder, recursive: true);
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddOptions();
        services.AddSingleton(_clock);
        services.AddSingleton(_ => DataFolder.Open(Folder));
        services.AddKernel();
        _modules(services);
        var provider = services.BuildServiceProvider();
        provider.GetRequiredService<MigrateRecords>().Run();
        return provider;
    }
}
