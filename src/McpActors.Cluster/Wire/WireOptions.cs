using System.Collections.Frozen;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Akka.Actor;
using McpActors.Cluster.Nodes;
using McpActors.Processes;
using McpActors.Reading;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;

namespace McpActors.Cluster.Wire;

/// <summary>The JSON options of values that need more than their fields.</summary>
internal static class WireOptions
{
    /// <summary>
    /// Types with default values for properties outside of the constructor. Generated code would set properties that a
    /// message omits, such as one of an older version, to null or zero (dotnet/runtime issue 58770); reflection, once
    /// for each type, keeps the defaults.
    /// </summary>
    public static FrozenSet<Type> WithDefaults { get; } =
        new[]
        {
            typeof(SweepReport), typeof(ClusterSweepReport), typeof(ExitReport), typeof(ScheduleDefinition), typeof(NodeReport), typeof(ServerStatus),
            typeof(ToolList), typeof(PromptList), typeof(ResourceList), typeof(ResourceTemplateList),
        }.ToFrozenSet();

    // A result as deep as a server may send it, and the message around it.
    private const int Deepest = ProtocolJson.Deepest + 64;

    public static JsonSerializerOptions For(ExtendedActorSystem system, McpActorsSerializer serializer)
    {
        // The default encoder escapes non-ASCII characters for web pages, which doubles their size; these messages are
        // never HTML.
        var options = new JsonSerializerOptions(WireContext.Default.Options) { TypeInfoResolver = new Resolver(), Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = Deepest };
        options.Converters.Add(new ActorRefConverter(system));
        options.Converters.Add(new HostTagConverter());
        options.Converters.Add(new EnclosedConverter<IServerMessage>(serializer));
        options.Converters.Add(new EnclosedConverter<object>(serializer));
        foreach (var converter in McpValueConverter.All) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    private sealed class Resolver : IJsonTypeInfoResolver
    {
        private readonly DefaultJsonTypeInfoResolver _reflection = new();

        public JsonTypeInfo? GetTypeInfo(Type type, JsonSerializerOptions options)
        {
            var info = WithDefaults.Contains(type)
                ? _reflection.GetTypeInfo(type, options)
                : ((IJsonTypeInfoResolver)WireContext.Default).GetTypeInfo(type, options);
            if (type == typeof(Job)) info!.PolymorphismOptions = Kinds((typeof(ToolJob), "tool"), (typeof(ActorJob), "actor"));
            if (type == typeof(SweepReport)) info!.PolymorphismOptions = Kinds((typeof(ClusterSweepReport), "cluster"));
            return info;
        }

        // A closed set with words of its own: no message names a type to create.
        private static JsonPolymorphismOptions Kinds(params ReadOnlySpan<(Type Type, string Kind)> kinds)
        {
            var options = new JsonPolymorphismOptions { TypeDiscriminatorPropertyName = "kind" };
            foreach (var (type, kind) in kinds) options.DerivedTypes.Add(new JsonDerivedType(type, kind));
            return options;
        }
    }
}
