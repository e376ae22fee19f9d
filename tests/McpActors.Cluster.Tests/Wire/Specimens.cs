using System.Reflection;
using McpActors.Processes.Lineage;

namespace McpActors.Cluster.Tests.Wire;

/// <summary>
/// Creates objects of any message type in which every field, including future ones, differs from its default, so that a
/// field omitted by a serializer is noticed.
/// </summary>
internal sealed class Specimens(IActorRef actor)
{
    private const int Deepest = 4;

    private static readonly Dictionary<Type, object> OfMcp = new()
    {
        [typeof(CallToolResult)] = new CallToolResult { Content = [new TextContentBlock { Text = "done" }], IsError = true },
        [typeof(Tool)] = new Tool { Name = "echo", Description = "says it again", InputSchema = Json("""{"type":"object"}""") },
        [typeof(Prompt)] = new Prompt { Name = "greet", Description = "greets" },
        [typeof(GetPromptResult)] = new GetPromptResult { Description = "hello", Messages = [new PromptMessage { Role = Role.User, Content = new TextContentBlock { Text = "hi" } }] },
        [typeof(Resource)] = new Resource { Name = "a", Uri = "file:///a" },
        [typeof(ResourceTemplate)] = new ResourceTemplate { Name = "any", UriTemplate = "file:///{path}" },
        [typeof(ReadResourceResult)] = new ReadResourceResult { Contents = [new TextResourceContents { Uri = "file:///a", Text = "content" }] },
        [typeof(Completion)] = new Completion { Values = ["one", "two"], Total = 2 },
        [typeof(Reference)] = new PromptReference { Name = "greet" },
    };

    public object Of(Type type) => Make(type, "specimen", 0)!;

    public static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private object? Make(Type type, string name, int depth)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying) return Make(underlying, name, depth);
        if (OfMcp.TryGetValue(type, out var mcp)) return mcp;
        // Props do not cross nodes.
        if (type == typeof(Props)) return null;
        if (type == typeof(string)) return name;
        if (type == typeof(bool)) return true;
        if (type == typeof(int)) return 7;
        if (type == typeof(long)) return 1L << 40;
        if (type == typeof(double)) return 0.25;
        if (type == typeof(Guid)) return Guid.Parse("5b2c9a3e-0f5c-4a6e-9d36-6d0a4d1e7f10");
        if (type == typeof(TimeSpan)) return TimeSpan.FromMilliseconds(1500.5);
        if (type == typeof(DateTimeOffset)) return new DateTimeOffset(2026, 3, 29, 3, 0, 0, 500, TimeSpan.FromHours(2));
        if (type == typeof(JsonElement)) return Json("""{"path":"/srv","deep":[1,2.5,null,true]}""");
        if (type == typeof(HostTag)) return new HostTag(0x1234abcd & 0x3fffffff);
        if (type == typeof(IActorRef)) return actor;
        if (type == typeof(IServerMessage)) return new CancelCall("files", "call-1");
        if (type == typeof(object)) return new SessionEnded("s-1", "files", SessionEnd.Idle, "Nobody used it");
        if (type.IsEnum) return Enum.GetValues(type).GetValue(Enum.GetValues(type).Length - 1);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)) return List(type.GetGenericArguments()[0], name, depth);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)) return Dictionary(type.GetGenericArguments()[1], name, depth);
        if (depth > Deepest) return null;
        return Record(Kinds(type)[0], depth);
    }

    /// <summary>The records that a field of this type may hold: the type itself, or those that derive from it.</summary>
    public static IReadOnlyList<Type> Kinds(Type type) => type is { IsAbstract: true, IsInterface: false }
        ? [.. type.Assembly.GetTypes().Where(kind => kind.IsSubclassOf(type)).OrderByDescending(kind => kind.Name, StringComparer.Ordinal)]
        : [type];

    private Array List(Type of, string name, int depth)
    {
        // Each kind of an abstract type.
        var items = Kinds(of).Select(kind => Make(kind, name, depth + 1)).OfType<object>().ToArray();
        var list = Array.CreateInstance(of, items.Length);
        items.CopyTo(list, 0);
        return list;
    }

    private object Dictionary(Type of, string name, int depth)
    {
        var dictionary = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), of))!;
        if (Make(of, name, depth + 1) is { } value) dictionary["Some key"] = value;
        return dictionary;
    }

    private object Record(Type type, int depth)
    {
        var constructor = type.GetConstructors().Where(c => c.GetParameters() is not [var only] || only.ParameterType != type)
            .OrderByDescending(c => c.GetParameters().Length).First();
        var record = constructor.Invoke([.. constructor.GetParameters().Select(p => Make(p.ParameterType, p.Name!, depth + 1))]);
        var given = constructor.GetParameters().Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.SetMethod is not null && !given.Contains(property.Name)) property.SetValue(record, Make(property.PropertyType, property.Name, depth + 1));
        }
        return record;
    }
}
