using System.Collections;
using System.Reflection;
using ModelContextProtocol;

namespace McpActors.Cluster.Tests.Wire;

/// <summary>Compares two objects field by field, because records compare their lists by reference.</summary>
internal static class Alike
{
    public static void Assert(object? expected, object? actual, string path)
    {
        if (expected is null || actual is null) Check(expected is null && actual is null, path, expected, actual);
        else if (expected is JsonElement json) Check(JsonElement.DeepEquals(json, (JsonElement)actual), path, expected, actual);
        else if (expected is IActorRef actor) Check(actor.Equals(actual), path, expected, actual);
        else if (expected is string || expected.GetType().IsPrimitive || expected.GetType().IsValueType) Check(expected.Equals(actual), path, expected, actual);
        else if (expected.GetType().Namespace == "ModelContextProtocol.Protocol") Check(Mcp(expected) == Mcp(actual), path, expected, actual);
        else if (expected is IDictionary dictionary) AssertDictionary(dictionary, (IDictionary)actual, path);
        else if (expected is IEnumerable list) AssertList([.. list.Cast<object?>()], [.. ((IEnumerable)actual).Cast<object?>()], path);
        else AssertFields(expected, actual, path);
    }

    private static void AssertDictionary(IDictionary expected, IDictionary actual, string path)
    {
        Check(expected.Count == actual.Count, path, expected.Count, actual.Count);
        foreach (var key in expected.Keys) Assert(expected[key], actual[key], $"{path}[{key}]");
    }

    private static void AssertList(object?[] expected, object?[] actual, string path)
    {
        Check(expected.Length == actual.Length, path, expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++) Assert(expected[i], actual[i], $"{path}[{i}]");
    }

    private static void AssertFields(object expected, object actual, string path)
    {
        Check(expected.GetType() == actual.GetType(), path, expected.GetType(), actual.GetType());
        foreach (var property in expected.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(p => p.SetMethod is not null && p.GetIndexParameters().Length == 0))
            Assert(property.GetValue(expected), property.GetValue(actual), $"{path}.{property.Name}");
    }

    private static string Mcp(object value) => JsonSerializer.Serialize(value, McpJsonUtilities.DefaultOptions.GetTypeInfo(value.GetType()));

    private static void Check(bool same, string path, object? expected, object? actual) =>
        Xunit.Assert.True(same, $"{path} was {expected} and came back as {actual}");
}
