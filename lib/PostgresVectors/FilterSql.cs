using System.Linq.Expressions;
using Microsoft.Extensions.VectorData.ProviderServices;
using Npgsql;

namespace Onebox.PostgresVectors;

/// <summary>
/// A filter as the condition of a query, with C#'s meaning of null: nothing equals null but null, and what is not true is false. It asks for keys and indexed properties only,
/// so that it means the same over every store.
/// </summary>
internal sealed class FilterSql(CollectionModel model, ParameterExpression record, NpgsqlParameterCollection parameters)
{
    public string Of(Expression expression) => expression switch
    {
        BinaryExpression { NodeType: ExpressionType.AndAlso } and => $"({Of(and.Left)} AND {Of(and.Right)})",
        BinaryExpression { NodeType: ExpressionType.OrElse } or => $"({Of(or.Left)} OR {Of(or.Right)})",
        UnaryExpression { NodeType: ExpressionType.Not } not => $"(NOT COALESCE({Of(not.Operand)}, FALSE))",
        UnaryExpression { NodeType: ExpressionType.Convert } convert => Of(convert.Operand),
        BinaryExpression comparison => Comparison(comparison),
        MethodCallExpression { Method.Name: "Contains" } contains => Contains(contains),
        ConstantExpression { Value: bool value } => value ? "TRUE" : "FALSE",
        _ when Column(expression) is { } column => column,
        _ when !MentionsRecord(expression) => Parameter(Value(expression)),
        _ => throw NotSupported(expression),
    };

    private string Comparison(BinaryExpression comparison)
    {
        var (left, right) = (Side(comparison.Left), Side(comparison.Right));
        if (left is null || right is null)
        {
            if (comparison.NodeType is not (ExpressionType.Equal or ExpressionType.NotEqual)) return "FALSE";
            return $"({left ?? right ?? "NULL"} IS {(comparison.NodeType == ExpressionType.Equal ? "" : "NOT ")}NULL)";
        }

        var sign = comparison.NodeType switch
        {
            ExpressionType.Equal => "=",
            ExpressionType.NotEqual => "IS DISTINCT FROM",
            ExpressionType.LessThan => "<",
            ExpressionType.LessThanOrEqual => "<=",
            ExpressionType.GreaterThan => ">",
            ExpressionType.GreaterThanOrEqual => ">=",
            _ => throw NotSupported(comparison),
        };
        return $"({left} {sign} {right})";
    }

    /// <returns>Null for the value null.</returns>
    private string? Side(Expression expression)
    {
        if (Column(expression) is { } column) return column;
        if (MentionsRecord(expression)) return Of(expression);
        return Value(expression) is { } value ? Parameter(value) : null;
    }

    // list.Contains(x), Enumerable.Contains(list, x), and MemoryExtensions.Contains over an array made a span.
    private string Contains(MethodCallExpression call)
    {
        var (list, item) = call.Object is { } target ? (target, call.Arguments[0]) : (call.Arguments[0], call.Arguments[1]);
        if (list is MethodCallExpression { Method.Name: "op_Implicit" } span) list = span.Arguments[0];
        if (list is UnaryExpression { NodeType: ExpressionType.Convert } convert) list = convert.Operand;
        if (list.Type == typeof(string)) throw NotSupported(call);
        return Column(list) is { } column ? $"({Side(item) ?? "NULL"} = ANY({column}))" : $"({Side(item) ?? "NULL"} = ANY({Parameter(Value(list))}))";
    }

    /// <returns>Null if it is no property of the record.</returns>
    private string? Column(Expression expression)
    {
        if (expression is UnaryExpression { NodeType: ExpressionType.Convert } convert) return Column(convert.Operand);
        var name = expression switch
        {
            MemberExpression member when member.Expression == record => member.Member.Name,
            MethodCallExpression { Method.Name: "get_Item" } item when item.Object == record => Value(item.Arguments[0]) as string ?? "",
            // A nullable property's value.
            MemberExpression { Member.Name: "Value", Expression: MemberExpression inner } when inner.Expression == record => inner.Member.Name,
            _ => null,
        };
        if (name is null) return null;
        if (!model.PropertyMap.TryGetValue(name, out var property)) throw new NotSupportedException($"The filter asks for {name}, which is no property of the collection.");
        if (property is not KeyPropertyModel and not DataPropertyModel { IsIndexed: true })
            throw new NotSupportedException($"The filter asks for {name}, which is not indexed. Set IsIndexed on it to filter by it.");
        return Table.Quoted(property.StorageName);
    }

    private bool MentionsRecord(Expression expression)
    {
        var search = new Mention(record);
        search.Visit(expression);
        return search.Found;
    }

    private string Parameter(object? value)
    {
        parameters.Add(new NpgsqlParameter { Value = ColumnType.ToColumn(value) });
        return $"${parameters.Count}";
    }

    private static object? Value(Expression expression) =>
        expression is ConstantExpression constant ? constant.Value : Expression.Lambda(expression).Compile(preferInterpretation: true).DynamicInvoke();

    private static NotSupportedException NotSupported(Expression expression) =>
        new($"The filter holds {expression}, which has no counterpart in the query. Comparisons, &&, ||, ! and Contains have.");

    private sealed class Mention(ParameterExpression record) : ExpressionVisitor
    {
        public bool Found { get; private set; }

        protected override Expression VisitParameter(ParameterExpression node)
        {
            Found |= node == record;
            return node;
        }
    }
}
