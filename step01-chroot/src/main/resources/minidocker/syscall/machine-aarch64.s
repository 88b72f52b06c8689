// The machine that walks a table of system calls: aarch64, GNU as.
// Position-independent, no stack, no libc. MachineCode.java holds the bytes; a test assembles this file and compares.
//
// A record is 80 bytes: number @0, arguments @8 @16 @24 @32 @40 @48, result @56, destination @64, flags @72.

        .text

// long spawn(struct clone_args *x0, size_t x1, struct record *x2): the child's pid, or -errno
spawn:  mov     x9, x2                  // a system call keeps all registers but x0
        mov     x8, #435                // clone3(2)
        svc     #0
        cbz     x0, child
        ret                             // the parent goes back to Java
child:  mov     x19, x9
        b       next

// Where a static executable of ours starts: its table lies one page behind this code.
start:  adr     x19, spawn + 4096

next:   ldp     x8, x0, [x19]
        ldp     x1, x2, [x19, #16]
        ldp     x3, x4, [x19, #32]
        ldr     x5, [x19, #48]
        tbnz    x8, #63, ours
        svc     #0
        cbnz    x0, got
        ldr     x9, [x19, #72]
        tbz     x9, #1, got             // a clone returned 0: this is the new process,
        mov     x19, x2                 // which goes on at the third argument and writes nothing: the table is shared
        b       next

got:    str     x0, [x19, #56]
        tbnz    x0, #63, failed
give:   ldr     x9, [x19, #64]
        cbz     x9, step
        str     x0, [x9]                // into an argument of a later record
step:   add     x19, x19, #80
        b       next

failed: ldr     x9, [x19, #72]
        tbnz    x9, #0, step            // tolerated?
        mov     x0, #126
        mov     x8, #94                 // exit_group(2)
        svc     #0

ours:   cmn     x8, #1                  // -1 load, -2 branch
        b.eq    load
        cmp     x0, x1
        b.ne    step
        mov     x19, x2
        b       next
load:   ldrsw   x0, [x0]
        add     x0, x0, x1
        str     x0, [x19, #56]
        b       give

// long stack(void): where the calling thread's stack is
stack:  mov     x0, sp
        ret
