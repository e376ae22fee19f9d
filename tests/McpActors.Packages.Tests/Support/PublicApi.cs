using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace McpActors.Packages.Tests.Support;

/// <summary>
/// What an assembly lets others use, as a text: one line for each type and member, sorted, so that a difference is a change that users meet.
/// What the compiler makes of a record (Equals, ToString, Deconstruct, ...) is left out: "record" says it.
/// </summary>
internal static class PublicApi
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Of(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (var types in assembly.GetExportedTypes().GroupBy(type => type.Namespace).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"namespace {types.Key}\n");
            foreach (var type in types.OrderBy(Names.Of, StringComparer.Ordinal))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {Header(type)}\n");
                foreach (var member in Members(type).Order(StringComparer.Ordinal)) text.Append(CultureInfo.InvariantCulture, $"        {member}\n");
            }
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type))
        {
            var invoke = type.GetMethod("Invoke")!;
            return $"delegate {Names.Of(invoke.ReturnType)} {Names.Of(type)}({Parameters(invoke)})";
        }
        var kind = type.IsEnum ? "enum" : type.IsInterface ? "interface" : IsRecord(type) ? "record" : "class";
        if (type.IsValueType && !type.IsEnum) kind = kind == "record" ? "record struct" : "struct";
        var modifier = type is { IsAbstract: true, IsSealed: true } ? "static "
            : type is { IsClass: true, IsAbstract: true } ? "abstract "
            : type is { IsClass: true, IsSealed: true } ? "sealed " : "";
        var bases = type.GetInterfaces().Except(type.BaseType?.GetInterfaces() ?? []).Where(face => face.IsPublic && !IsCompilers(type, face))
            .Select(Names.Of).Order(StringComparer.Ordinal);
        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object)) bases = bases.Prepend(Names.Of(parent)).Order(StringComparer.Ordinal);
        var all = type.IsEnum ? "" : string.Join(", ", bases);
        return $"{modifier}{kind} {Names.Of(type)}{(all.Length > 0 ? " : " + all : "")}";
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (typeof(Delegate).IsAssignableFrom(type)) return [];
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => string.Create(CultureInfo.InvariantCulture, $"{Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture):00}: {field.Name}"));
        return type.GetConstructors(Declared).Where(IsVisible).Where(constructor => !IsCopy(type, constructor)).Select(constructor => $"new({Parameters(constructor)})")
            .Concat(type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName).Select(Field))
            .Concat(type.GetEvents(Declared).Where(item => IsVisible(item.AddMethod!)).Select(item => $"event {Names.Of(item.EventHandlerType!)} {item.Name}"))
            .Concat(type.GetProperties(Declared).Where(property => property.GetAccessors(true).Any(IsVisible) && property.Name != "EqualityContract").Select(Property))
            .Concat(type.GetMethods(Declared).Where(IsVisible).Where(method => !method.IsSpecialName && !IsCompilers(type, method)).Select(Method));
    }

    private static string Field(FieldInfo field) =>
        field.IsLiteral ? $"const {Names.Of(field.FieldType)} {field.Name} = {Names.Value(field.GetRawConstantValue())}"
        : $"{(field.IsStatic ? "static " : "")}{(field.IsInitOnly ? "readonly " : "")}{Names.Of(field.FieldType)} {field.Name}";

    private static string Property(PropertyInfo property)
    {
        var accessors = new List<string>();
        if (property.GetMethod is { } getter && IsVisible(getter)) accessors.Add("get;");
        if (property.SetMethod is { } setter && IsVisible(setter))
            accessors.Add(setter.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) ? "init;" : "set;");
        var index = property.GetIndexParameters() is { Length: > 0 } parameters ? $"[{string.Join(", ", parameters.Select(Parameter))}]" : "";
        var required = property.IsDefined(typeof(RequiredMemberAttribute)) ? "required " : "";
        return $"{required}{Modifiers(property.GetAccessors(true).First(IsVisible))}{Names.Of(property.PropertyType)} {property.Name}{index} {{ {string.Join(' ', accessors)} }}";
    }

    private static string Method(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Names.Of))}>" : "";
        var extension = method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "";
        return $"{Modifiers(method)}{Names.Of(method.ReturnType)} {method.Name}{generic}({extension}{Parameters(method)})";
    }

    private static string Modifiers(MethodBase method) =>
        (method.IsPublic ? "" : "protected ")
        + (method.IsStatic ? "static " : method.DeclaringType!.IsInterface ? "" : method.IsAbstract ? "abstract "
            : method is MethodInfo info && info.GetBaseDefinition() != info ? "override "
            : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "");

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        var kind = parameter.IsOut ? "out " : parameter.ParameterType.IsByRef ? (parameter.IsIn ? "in " : "ref ") : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params " : "";
        return $"{kind}{Names.Of(parameter.ParameterType)} {parameter.Name}{(parameter.HasDefaultValue ? $" = {Names.Value(parameter.DefaultValue)}" : "")}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is not null;

    private static bool IsCopy(Type type, ConstructorInfo constructor) =>
        IsRecord(type) && constructor.GetParameters() is [var only] && only.ParameterType == type;

    private static bool IsCompilers(Type type, Type face) => IsRecord(type) && face.Name == "IEquatable`1";

    private static bool IsCompilers(Type type, MethodInfo method) =>
        method.Name.Contains('<', StringComparison.Ordinal)
        || (IsRecord(type) && method.Name is "PrintMembers" or "Deconstruct" or "Equals" or "GetHashCode" or "ToString");
}
