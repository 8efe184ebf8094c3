using Microsoft.Extensions.AI;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.Vectors.VectorData;

/// <summary>Which record shapes a collection takes: one vector, data of plain types and lists of them.</summary>
internal sealed class OneboxModelBuilder() : CollectionModelBuilder(new CollectionModelBuildingOptions
{
    SupportsMultipleVectors = false,
    RequiresAtLeastOneVector = true,
})
{
    private static readonly HashSet<Type> Plain =
    [
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(float), typeof(double), typeof(decimal), typeof(DateTime), typeof(DateTimeOffset),
        typeof(DateOnly), typeof(TimeOnly), typeof(Guid),
    ];

    protected override void ValidateKeyProperty(KeyPropertyModel keyProperty)
    {
        if (keyProperty.Type != typeof(string) && keyProperty.Type != typeof(Guid) && keyProperty.Type != typeof(int) && keyProperty.Type != typeof(long))
            throw new NotSupportedException($"Key property {keyProperty.ModelName} is a {keyProperty.Type.Name}; keys are string, Guid, int or long.");
    }

    protected override bool SupportsKeyAutoGeneration(Type keyPropertyType) => false;

    protected override bool IsDataPropertyTypeValid(Type type, out string supportedTypes)
    {
        supportedTypes = "string, bool, int, long, float, double, decimal, DateTime, DateTimeOffset, DateOnly, TimeOnly, Guid, and arrays or lists of them";
        var item = type.IsArray ? type.GetElementType()! : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0] : type;
        return Plain.Contains(Nullable.GetUnderlyingType(item) ?? item);
    }

    protected override bool IsVectorPropertyTypeValid(Type type, out string supportedTypes)
    {
        supportedTypes = "ReadOnlyMemory<float>, Embedding<float>, float[]";
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain == typeof(ReadOnlyMemory<float>) || plain == typeof(Embedding<float>) || plain == typeof(float[]);
    }
}
