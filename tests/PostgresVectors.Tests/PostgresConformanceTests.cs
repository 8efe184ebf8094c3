using Microsoft.Extensions.VectorData;
using Onebox.Vectors.Tests;

namespace Onebox.PostgresVectors.Tests;

/// <summary>The suite that Onebox's own store passes, too.</summary>
[Collection(nameof(PostgresServer))]
public sealed class PostgresConformanceTests(PostgresServer server) : VectorStoreConformance
{
    private readonly PostgresVectorStoreOptions _options = new() { Schema = server.NewSchema() };

    protected override VectorStore CreateStore() => ReopenStore();

    protected override VectorStore ReopenStore() => new PostgresVectorStore(server.Database, _options);
}
