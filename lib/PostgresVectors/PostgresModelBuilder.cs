using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.PostgresVectors;

/// <summary>Which record shapes a collection takes: one vector, data of the types that have a column type of their own, and lists of them.</summary>
internal sealed class PostgresModelBuilder() : CollectionModelBuilder(new CollectionModelBuildingOptions { SupportsMultipleVectors = false, RequiresAtLeastOneVector = true })
{
    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        if (keyProperty.Type != typeof(string) && keyProperty.Type != typeof(Guid) && keyProperty.Type != typeof(int) && keyProperty.Type != typeof(long))
            throw new NotSupportedException($"Key property {keyProperty.ModelName} is a {keyProperty.Type.Name}; keys are string, Guid, int or long.");
    }

    protected override bool SupportsKeyAutoGeneration(Type keyPropertyType) => false;

    protected override bool IsDataPropertyTypeValid(Type type, out string supportedTypes)
    {
        supportedTypes = $"{string.Join(", ", ColumnType.Names.Keys.Select(t => t.Name))}, and arrays or lists of them";
        return ColumnType.Of(type) is not null;
    }

    protected override bool IsVectorPropertyTypeValid(Type type, out string supportedTypes)
    {
        supportedTypes = "ReadOnlyMemory<float>, Embedding<float>, float[]";
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(ReadOnlyMemory<float>) || plain == typeof(Embedding<float>) || plain == typeof(float[]);
    }
}
