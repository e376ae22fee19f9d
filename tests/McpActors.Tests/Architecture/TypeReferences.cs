using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace McpActors.Tests.Architecture;

/// <summary>The types of its own assembly that a type names: in its declaration, in its members' signatures, in attributes, and in the code of its methods.</summary>
internal static class TypeReferences
{
    private const BindingFlags All =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<short, OpCode> OpCodes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    public static IReadOnlySet<Type> Of(Type type)
    {
        var found = new HashSet<Type>();
        Add(found, type.BaseType);
        foreach (var implemented in type.GetInterfaces()) Add(found, implemented);
        AddAttributes(found, type);
        foreach (var parameter in type.GetGenericArguments()) AddConstraints(found, parameter);
        foreach (var field in type.GetFields(All))
        {
            Add(found, field.FieldType);
            AddAttributes(found, field);
        }
        foreach (var property in type.GetProperties(All)) AddAttributes(found, property);
        foreach (var method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All))) AddMethod(found, method);
        found.RemoveWhere(other => other.Assembly != type.Assembly);
        return found;
    }

    /// <summary>The outermost type: what is nested, or made by the compiler, is part of it.</summary>
    public static Type Outermost(Type type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    private static void AddMethod(HashSet<Type> found, MethodBase method)
    {
        AddAttributes(found, method);
        if (method is MethodInfo { ReturnType: var result }) Add(found, result);
        foreach (var parameter in method.GetParameters()) Add(found, parameter.ParameterType);
        if (method.IsGenericMethodDefinition)
            foreach (var parameter in method.GetGenericArguments()) AddConstraints(found, parameter);
        if (method.GetMethodBody() is not { } body) return;
        foreach (var local in body.LocalVariables) Add(found, local.LocalType);
        foreach (var clause in body.ExceptionHandlingClauses.Where(clause => clause.Flags == ExceptionHandlingClauseOptions.Clause)) Add(found, clause.CatchType);
        foreach (var token in Tokens(body.GetILAsByteArray()!)) AddMember(found, method, token);
    }

    // Metadata tokens are what instructions carry that name a type, a field or a method.
    private static IEnumerable<int> Tokens(byte[] code)
    {
        for (var at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE) value = (short)(0xFE00 | code[at++]);
            var operand = OpCodes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType) yield return BitConverter.ToInt32(code, at);
            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static void AddMember(HashSet<Type> found, MethodBase method, int token)
    {
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var member = method.Module.ResolveMember(token, typeArguments, method.IsGenericMethod ? method.GetGenericArguments() : null);
        switch (member)
        {
            case Type type:
                Add(found, type);
                break;
            case FieldInfo field:
                Add(found, field.DeclaringType);
                Add(found, field.FieldType);
                break;
            case MethodBase called:
                Add(found, called.DeclaringType);
                if (called is MethodInfo { ReturnType: var result }) Add(found, result);
                foreach (var parameter in called.GetParameters()) Add(found, parameter.ParameterType);
                if (called.IsGenericMethod)
                    foreach (var argument in called.GetGenericArguments()) Add(found, argument);
                break;
        }
    }

    private static void AddAttributes(HashSet<Type> found, MemberInfo member)
    {
        foreach (var attribute in member.GetCustomAttributesData())
        {
            Add(found, attribute.AttributeType);
            foreach (var argument in attribute.ConstructorArguments.Concat(attribute.NamedArguments.Select(named => named.TypedValue)))
                if (argument.Value is Type type && !typeof(IAsyncStateMachine).IsAssignableFrom(type)) Add(found, type);
        }
    }

    private static void AddConstraints(HashSet<Type> found, Type parameter)
    {
        foreach (var constraint in parameter.GetGenericParameterConstraints()) Add(found, constraint);
    }

    private static void Add(HashSet<Type> found, Type? type)
    {
        while (type is { HasElementType: true }) type = type.GetElementType();
        if (type is null or { IsGenericParameter: true }) return;
        if (type.IsGenericType)
        {
            foreach (var argument in type.GetGenericArguments().Where(argument => argument != type)) Add(found, argument);
            type = type.GetGenericTypeDefinition();
        }
        found.Add(Outermost(type));
    }
}
