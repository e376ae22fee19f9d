using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Akka.Actor;
using McpActors.Common;
using McpActors.Configuration.Syntax;

namespace McpActors.Hosting.Layers;

/// <summary>
/// Turns options into a configuration layer. Property names become keys, so that a new key needs only a new property.
/// Positions are given in the words of the options' author.
/// </summary>
internal sealed class OptionsLayer
{
    private readonly Dictionary<string, Func<ActorSystem, Props>> _jobActors;

    private OptionsLayer(IReadOnlyDictionary<string, Func<ActorSystem, Props>> before, McpActorsOptions options)
    {
        _jobActors = new(before, StringComparer.Ordinal);
        foreach (var (name, props) in options.JobActors) _jobActors[name] = props;
        Root = Object(options, nameof(McpActorsOptions));
    }

    /// <summary>The section <c>mcp-actors</c>.</summary>
    public ObjectNode Root { get; }

    /// <summary>The actors that are jobs, including earlier ones.</summary>
    public IReadOnlyDictionary<string, Func<ActorSystem, Props>> JobActors => _jobActors;

    /// <param name="options">The options.</param>
    /// <param name="jobActors">The actors that are already jobs.</param>
    public static OptionsLayer Of(McpActorsOptions options, IReadOnlyDictionary<string, Func<ActorSystem, Props>> jobActors) => new(jobActors, options);

    /// <summary>Converts <c>CallTimeout</c> to <c>call-timeout</c>.</summary>
    public static string Kebab(string name) =>
        string.Concat(name.Select((c, i) => char.IsAsciiLetterUpper(c) ? $"{(i > 0 ? "-" : "")}{char.ToLowerInvariant(c)}" : c.ToString()));

    private ObjectNode Object(object options, string path)
    {
        var result = new ObjectNode(At(path));
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.IsDefined(typeof(GivenByCodeAttribute)) || property.GetValue(options) is not { } value) continue;
            var there = $"{path}.{property.Name}";
            // An empty list counts only if the property could be null.
            if (value is ICollection { Count: 0 } && !property.CanWrite) continue;
            if (Value(value, there) is not ObjectNode { Members.Count: 0 } and var node) result.Members[Kebab(property.Name)] = node;
        }
        return result;
    }

    private Node Value(object value, string path) => value switch
    {
        string text => new ScalarNode(text, true, At(path)),
        TimeSpan time => new ScalarNode(Duration(time), false, At(path)),
        long bytes => new ScalarNode(string.Create(CultureInfo.InvariantCulture, $"{bytes} B"), false, At(path)),
        int number => new ScalarNode(number.ToString(CultureInfo.InvariantCulture), false, At(path)),
        double number => new ScalarNode(number.ToString(CultureInfo.InvariantCulture), false, At(path)),
        bool flag => new ScalarNode(flag ? "on" : "off", false, At(path)),
        Enum word => new ScalarNode(Kebab(word.ToString()), false, At(path)),
        JobOptions job => Job(job, path),
        IDictionary members => Members(members, path),
        IEnumerable items => new ListNode([.. items.Cast<object?>().Select((item, i) => Value(item ?? "", $"{path}[{i}]"))], At(path)),
        _ => Object(value, path),
    };

    private ObjectNode Members(IDictionary members, string path)
    {
        var result = new ObjectNode(At(path));
        foreach (DictionaryEntry member in members)
        {
            var (name, there) = ((string)member.Key, $"{path}[\"{member.Key}\"]");
            result.Members[name] = member.Value is null ? new ScalarNode("null", false, At(there)) : Value(member.Value, there);
        }
        return result;
    }

    private ObjectNode Job(JobOptions job, string path)
    {
        var result = new ObjectNode(At(path));
        if (job.Server is not null) Add("server", job.Server);
        if (job.Tool is not null) Add("tool", job.Tool);
        if (job.Actor is not null) Add("actor", job.Props is null ? job.Actor : Enter(job.Actor, job.Props));
        var arguments = job.ArgumentsObject ?? (job.Arguments.Count > 0 ? job.Arguments : null);
        if (job.Role is not null) Add("role", job.Role);
        if (job.Session is not null) Add("session", job.Session);
        if (job.Retry is { } retry) result.Members["retry"] = Value(retry, $"{path}.Retry");
        if (job.NodeRetries is { } times) result.Members["node-retries"] = Value(times, $"{path}.NodeRetries");
        if (arguments is not null) result.Members["arguments"] = Json(JsonSerializer.SerializeToElement(arguments), At($"{path}.Arguments"));
        return result;

        void Add(string key, string text) => result.Members[key] = new ScalarNode(text, true, At($"{path}.{char.ToUpperInvariant(key[0])}{key[1..]}"));
    }

    // Two jobs may have the same type.
    private string Enter(string name, Func<ActorSystem, Props> actor)
    {
        var free = name;
        for (var n = 2; !_jobActors.TryAdd(free, actor); n++) free = $"{name}~{n}";
        return free;
    }

    private static Node Json(JsonElement value, SourcePosition at)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = new ObjectNode(at);
                foreach (var member in value.EnumerateObject()) members.Members[member.Name] = Json(member.Value, at);
                return members;
            case JsonValueKind.Array:
                return new ListNode([.. value.EnumerateArray().Select(item => Json(item, at))], at);
            case JsonValueKind.String:
                return new ScalarNode(value.GetString()!, true, at);
            default:
                return new ScalarNode(value.GetRawText(), false, at);
        }
    }

    // A fraction of a millisecond is kept, so that the error shows the value as written.
    private static string Duration(TimeSpan time) =>
        time >= TimeSpan.Zero && time.Ticks % TimeSpan.TicksPerMillisecond == 0 ? Durations.Format(time)
        : string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds}ms");

    private static SourcePosition At(string path) => new(path, 0, 0);
}
