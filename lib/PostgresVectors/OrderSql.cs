using System.Linq.Expressions;
using Microsoft.Extensions.VectorData;
using Microsoft.Extensions.VectorData.ProviderServices;

namespace Onebox.PostgresVectors;

/// <summary>The order in which filtered records come.</summary>
internal static class OrderSql
{
    public static string Of<TRecord>(CollectionModel model, FilteredRecordRetrievalOptions<TRecord> options)
        where TRecord : class
    {
        if (options.OrderBy is not { } orderBy) return "";
        var keys = orderBy(new FilteredRecordRetrievalOptions<TRecord>.OrderByDefinition()).Values
            .Select(key => $"{Column(model, key.PropertySelector)} {(key.Ascending ? "ASC NULLS FIRST" : "DESC NULLS LAST")}");
        return $" ORDER BY {string.Join(", ", keys)}";
    }

    private static string Column(CollectionModel model, LambdaExpression selector)
    {
        var body = selector.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : selector.Body;
        var name = body switch
        {
            MemberExpression member => member.Member.Name,
            MethodCallExpression { Method.Name: "get_Item" } item when item.Arguments[0] is ConstantExpression { Value: string key } => key,
            _ => throw new NotSupportedException($"Records are sorted by a property; {selector} is none."),
        };
        return model.PropertyMap.TryGetValue(name, out var property) ? Table.Quoted(property.StorageName) : throw new NotSupportedException($"{name} is no property of the collection.");
    }
}
