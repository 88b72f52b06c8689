# The machine that walks a table of system calls: x86-64, GNU as, Intel syntax.
# Position-independent, no stack, no libc. MachineCode.java holds the bytes; a test assembles this file and compares.
#
# A record is 80 bytes: number @0, arguments @8 @16 @24 @32 @40 @48, result @56, destination @64, flags @72.

        .intel_syntax noprefix
        .text

# tag::spawn[]
# long spawn(struct clone_args *rdi, size_t rsi, struct record *rdx): the child's pid, or -errno
spawn:  mov     r8, rdx                 # a system call keeps all registers but rax, rcx, r11
        mov     eax, 435                # clone3(2)
        syscall
        test    rax, rax
        jz      child
        ret                             # the parent goes back to Java
child:  mov     rbx, r8
        jmp     next
# end::spawn[]

# Where a static executable of ours starts: its table lies one page behind this code.
start:  lea     rbx, [rip + spawn + 4096]

# tag::walk[]
next:   mov     rax, [rbx]
        mov     rdi, [rbx + 8]
        mov     rsi, [rbx + 16]
        mov     rdx, [rbx + 24]
        mov     r10, [rbx + 32]
        mov     r8, [rbx + 40]
        mov     r9, [rbx + 48]
        test    rax, rax
        js      ours
        syscall
        test    rax, rax
        jnz     got
        test    byte ptr [rbx + 72], 2  # a clone returned 0: this is the new process,
        jz      got
        mov     rbx, rdx                # which goes on at the third argument and writes nothing: the table is shared
        jmp     next

got:    mov     [rbx + 56], rax
        test    rax, rax
        js      failed
give:   mov     rcx, [rbx + 64]
        jrcxz   step
        mov     [rcx], rax              # into an argument of a later record
step:   add     rbx, 80
        jmp     next

failed: test    byte ptr [rbx + 72], 1  # tolerated?
        jnz     step
        mov     edi, 126
        mov     eax, 231                # exit_group(2)
        syscall
# end::walk[]

ours:   inc     rax                     # -1 load, -2 branch
        jz      load
        cmp     rdi, rsi
        jne     step
        mov     rbx, rdx
        jmp     next
load:   movsxd  rax, dword ptr [rdi]
        add     rax, rsi
        mov     [rbx + 56], rax
        jmp     give

# long stack(void): where the calling thread's stack is
stack:  mov     rax, rsp
        ret
